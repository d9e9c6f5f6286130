// Those who look after people: the list, adding, changing, and what those without a desk see.
import { describe, expect, it } from 'vitest';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { enter, pick, reach, write } from './walking';

const all = ['change', 'skills', 'password', 'factors', 'sessions'] as const;
const staff = [
  scenes.colleague('a1', 'mira', 'Mira Provë', 'psychologist', { team: 'Mëngjesi', skills: { psychology: 4, en: 2 }, may: [...all] }),
  scenes.colleague('a2', 'besa', 'Besa Shembull-Karafilaj', 'social_worker', { team: 'Mëngjesi', may: [...all], password_once: true }),
  scenes.colleague('s1', 'vera', 'Vera Provë', 'supervisor', { team: 'Mëngjesi', may: [...all] }),
  scenes.colleague('b1', 'agim', 'Agim Provë', 'admin', { may: [...all] }),
  scenes.colleague('c1', 'arben', 'Arben Shembull', 'psychologist', { team: 'Nata', disabled: true, may: [...all] }),
];
const body = (people = staff, may = ['add']) => ({
  people,
  may,
  roles: ['psychologist', 'social_worker', 'supervisor', 'case_manager', 'analyst', 'auditor', 'admin'],
  skills: ['psychology', 'social_work', 'en', 'rom'],
  proofs: ['id_seen', 'two_colleagues', 'called_back'],
});

describe('the people, for an administrator', () => {
  it.each(['light', 'dark'] as const)('are one list in %s', async (colorScheme) => {
    service.person = scenes.agim;
    service.routes['GET /api/people'] = { status: 200, body: body() };
    const page = await open('/', { ...office, colorScheme });
    await page.getByTestId('people').getByTestId('person-mira').waitFor();
    expect(await page.locator('tbody tr').last().getAttribute('data-testid')).toBe('person-arben');
    await page.getByTestId('person-mira').getByText('Psikologji 4').waitFor();
    await shoot(page, `people-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('people-find').fill('nata');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  });

  it('are added with a password that is shown once, all by keyboard', async () => {
    service.person = { ...scenes.agim, lang: 'en' };
    service.routes['GET /api/people'] = { status: 200, body: body() };
    const page = await open('/people');
    await reach(page.getByTestId('person-add'));
    await page.keyboard.press('Enter');
    service.routes['POST /api/people'] = { status: 422, body: { error: { code: 'impossible', message: '' } } };
    await enter(page.getByTestId('person-login'));
    await page.getByText('A user name, a name and a role are needed.').waitFor();
    await write(page.getByTestId('person-login'), 'arta');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Arta Provë');
    await pick(page.getByTestId('skill-en'), '3');
    await shoot(page, 'people-add-en');
    await accessible(page);
    const arta = scenes.colleague('n1', 'arta', 'Arta Provë', 'psychologist', { password_once: true });
    service.routes['POST /api/people'] = { status: 201, body: { person: arta, password: 'abcde-fghij-klmno' } };
    await enter(page.getByTestId('person-name'));
    await page.getByTestId('made-password').waitFor();
    expect(await page.getByTestId('made-password').textContent()).toBe('abcde-fghij-klmno');
    await shoot(page, 'people-made-en');
    await accessible(page);
    await page.keyboard.press('Escape');
    await page.getByTestId('made-password').waitFor({ state: 'hidden' });
    expect(service.asked.at(-2)).toMatchObject({ path: '/api/people', body: { login: 'arta', name: 'Arta Provë', role: 'psychologist', skills: { en: 3 } } });
  });

  it('are changed, and nobody is taken from a call unasked', async () => {
    service.person = scenes.agim;
    service.routes['GET /api/people'] = { status: 200, body: body() };
    const page = await open('/people');
    await page.getByTestId('change-mira').click();
    await shoot(page, 'people-change');
    await accessible(page);
    await page.getByTestId('person-disable').click();
    await shoot(page, 'people-disable');
    await accessible(page);
    service.routes['POST /api/people/a1'] = { status: 409, body: { error: { code: 'they_talk', message: '' } } };
    await page.getByTestId('person-yes').click();
    await page.getByText('Është në bisedë').waitFor();
    await shoot(page, 'people-they-talk');
    await accessible(page);
    service.routes['POST /api/people/a1'] = { status: 200, body: staff[0] };
    await page.getByTestId('person-force').click();
    await page.getByTestId('person-dialog').waitFor({ state: 'hidden' });
    expect(service.asked.filter((a) => a.path === '/api/people/a1').map((a) => a.body)).toEqual([
      { disabled: true, force: false },
      { disabled: true, force: true },
    ]);
  });

  it.each(['light', 'dark'] as const)('keep their access until who changes it proved to be there: %s', async (colorScheme) => {
    service.person = scenes.agim;
    service.routes['GET /api/people'] = { status: 200, body: body() };
    service.routes['POST /api/people/a1'] = { status: 403, body: { error: { code: 'prove_again', message: '' } } };
    service.routes['POST /api/proof'] = { status: 200, body: scenes.agim };
    const page = await open('/people', { ...office, colorScheme });
    await page.getByTestId('change-mira').click();
    await page.getByTestId('person-role').selectOption('supervisor');
    await page.getByTestId('person-save').click();
    await page.getByTestId('proof-password').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('proof').waitFor({ state: 'detached' });
    await expect.poll(() => page.getByTestId('person-save').isEnabled(), { message: 'what was asked has failed, and may be asked again' }).toBe(true);
    await page.getByTestId('person-save').press('Enter');
    await page.getByTestId('proof-password').fill('një fjalëkalim');
    await shoot(page, `people-proof-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/people/a1'] = { status: 200, body: staff[0] };
    await page.getByTestId('proof-password').press('Enter');
    await page.getByTestId('person-dialog').waitFor({ state: 'hidden' });
    expect(service.asked.filter((a) => a.path === '/api/people/a1').map((a) => a.body)).toEqual(Array(3).fill({ role: 'supervisor', force: false }));
  });

  it.each(['light', 'dark'] as const)('lose their second factors once an administrator says so, by keyboard: %s', async (colorScheme) => {
    service.person = scenes.agim;
    service.routes['GET /api/people'] = { status: 200, body: body() };
    service.routes['POST /api/people/a1/factors'] = { status: 204 };
    const page = await open('/people', { ...office, colorScheme });
    await enter(page.getByTestId('change-mira'));
    await enter(page.getByTestId('person-factors'));
    await page.getByText('Sigurohuni').waitFor();
    expect(await page.getByTestId('person-yes').isDisabled()).toBe(true);
    await enter(page.getByTestId('proof-called_back'), 'Space');
    await shoot(page, `people-factors-${colorScheme}`);
    await accessible(page);
    expect(service.asked.map((a) => a.path)).not.toContain('/api/people/a1/factors');
    await enter(page.getByTestId('person-yes'));
    await page.getByTestId('person-dialog').waitFor({ state: 'hidden' });
    expect(service.asked.at(-1)).toEqual({ path: '/api/people/a1/factors', body: { proof: 'called_back', force: false } });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('change-mira');
  });

  it('fold at 200 % zoom', async () => {
    service.person = scenes.agim;
    service.routes['GET /api/people'] = { status: 200, body: body() };
    const page = await open('/people', zoomed);
    await page.getByTestId('person-mira').waitFor();
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    await shoot(page, 'people-zoom');
    await accessible(page);
  });
});

describe('the people, for a supervisor', () => {
  it('are their team, whose skills they set', async () => {
    const team = staff.slice(0, 3).map((p) => ({ ...p, may: ['skills', 'sessions'] as typeof p.may }));
    service.routes['GET /api/people'] = { status: 200, body: body(team, []) };
    const show = (tab: string) => scenes.view(tab, { board: scenes.board }, { presence: 'not_ready', reason: 'admin' });
    const page = await openAs(show, { person: scenes.vera, path: '/board' });
    await page.getByTestId('nav-more').click();
    await page.getByTestId('nav-people').click();
    await page.getByTestId('change-mira').click();
    expect(await page.getByTestId('person-name').isDisabled()).toBe(true);
    expect(await page.getByTestId('person-disable').count()).toBe(0);
    service.routes['POST /api/people/a1/skills'] = { status: 200, body: team[0] };
    await page.getByTestId('skill-rom').selectOption('5');
    await shoot(page, 'people-supervisor');
    await accessible(page);
    await page.getByTestId('person-save').click();
    await page.getByTestId('person-dialog').waitFor({ state: 'hidden' });
    expect(service.asked.find((a) => a.path === '/api/people/a1/skills')?.body).toEqual({ skills: { psychology: 4, en: 2, rom: 5 } });
  });
});

describe('whose second factors were forgotten', () => {
  const forgotten = { at: Date.now(), by: 'Agim Provë', proof: 'called_back' };

  it.each(['light', 'dark'] as const)('is told at the desk until they have read it: %s', async (colorScheme) => {
    service.routes['POST /api/account/forgotten/read'] = { status: 204 };
    const page = await openAs((tab) => scenes.view(tab), { person: { ...scenes.mira, factors_forgotten: forgotten }, options: { ...office, colorScheme } });
    await page.getByText('U thirr në një numër').waitFor();
    await shoot(page, `forgotten-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('forgotten-read').press('Enter');
    await page.getByTestId('forgotten').waitFor({ state: 'hidden' });
    expect(service.asked.at(-1)?.path).toBe('/api/account/forgotten/read');
  });

  it('is told without a desk, too, and by whom if it was on the server', async () => {
    service.person = { ...scenes.agim, factors_forgotten: { ...forgotten, by: '' } };
    service.routes['GET /api/people'] = { status: 200, body: body() };
    const page = await open('/people');
    await page.getByText('ai që mban serverin').waitFor();
    await shoot(page, 'forgotten-office');
    await accessible(page);
  });
});

describe('without a desk', () => {
  it.each(['light', 'dark'] as const)('with somebody else’s password one is chosen first: %s', async (colorScheme) => {
    service.person = { ...scenes.mira, choose_password: true };
    const page = await open('/', { ...office, colorScheme });
    await page.getByTestId('choose').waitFor();
    await page.getByTestId('choose-old').fill('abcde-fghij-klmno');
    await page.getByTestId('choose-new').fill('shkurt');
    await page.keyboard.press('Enter');
    await page.getByText('të paktën 10 shenja').last().waitFor();
    await shoot(page, `choose-password-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/account/password'] = { status: 204 };
    await page.getByTestId('choose-new').fill('kalorësi i kuq 7');
    service.person = scenes.mira;
    service.answer = (message, say) => {
      if (message.type !== 'hello') return;
      say(scenes.welcome());
      say(scenes.view(message.tab));
    };
    await page.keyboard.press('Enter');
    await page.getByTestId('call-card').waitFor();
  });

  it('where a second factor is required, choosing goes on to adding one', async () => {
    service.person = { ...scenes.mira, choose_password: true };
    service.routes['POST /api/account/password'] = { status: 204 };
    const page = await open('/');
    await page.getByTestId('choose-old').fill('abcde-fghij-klmno');
    await page.getByTestId('choose-new').fill('kalorësi i kuq 7');
    service.person = null;
    service.doors = { due: 'enrol', factors: ['passkey', 'totp'] };
    await page.keyboard.press('Enter');
    await page.getByTestId('enrol').waitFor();
    expect(service.heard).toEqual([]);
    await accessible(page);
  });
});
