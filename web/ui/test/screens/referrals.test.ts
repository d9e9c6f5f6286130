// The referrals of a case: drafted, sent with what must be known, and what the agency says; and the letter of one.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { enter, pick, write } from './walking';

const year = new Date().getFullYear();
const purposes = { status: 200, body: { purposes: [{ code: 'legal_duty' }, { code: 'referral' }, { code: 'other', words: true }] } };
const fault = (status: number, code: string) => ({ status, body: { error: { code, message: '' } } });
const ok = (body: unknown) => ({ status: 200, body });
const agency = (id: string, name: string, kind: string, change: object = {}) => ({
  id, rev: 1, name, kind, places: [], phones: [], emails: [], web: '', address: '', hours: '', notes: '', callable: false, active: true, ...change,
});
const agencies = [
  agency('u1', 'Njësia për Mbrojtjen e Fëmijës, Bashkia Vau i Dejës', 'njmf', { places: ['al155'] }),
  agency('p1', 'Komisariati i Policisë Shkodër dhe Malësi e Madhe', 'police_local', { places: ['al_10'] }),
  agency('s1', 'Strehëza e vjetër', 'shelter', { active: false }),
];
const referral = (id: string, state: string, change: object = {}) => ({
  id, case: 'c1', code: `R-${year}-0017`, rev: 3, state, agency: 'u1', name: agencies[0]!.name, kind: 'njmf', grounds: ['neglect', 'abuse'], method: 'phone',
  shared: ['name', 'story'], consent: 'yes', due: `${year}-03-14`, child_told: '', consulted: 's1', words: { letter: 'Ju lutemi, vizitoni familjen.' },
  made_at: new Date(year, 2, 6, 9, 30).toISOString(), moved_at: new Date(year, 2, 7, 9, 30).toISOString(), sent_by: '', owner: 'a1', owner_name: 'Mira Provë', ...change,
});
const next = {
  drafted: ['sent'], sent: ['acknowledged', 'in_process', 'outcome_received', 'refused', 'no_answer'], acknowledged: ['in_process', 'outcome_received', 'refused', 'no_answer'],
  in_process: ['outcome_received', 'refused', 'no_answer'], outcome_received: ['in_process', 'closed'], closed: [], refused: ['sent', 'closed'],
  no_answer: ['sent', 'acknowledged', 'in_process', 'outcome_received', 'refused', 'closed'],
};
const list = (...referrals: object[]) => ok({ referrals, may: ['add', 'change', 'send', 'print'], next, supervisors: [{ id: 's1', name: 'Vera Provë' }] });
const sent = referral('r1', 'sent', { sent_at: new Date(year, 2, 7, 9, 30).toISOString(), words: { letter: 'x', next_step: 'Të merret sërish të hënën.', reference: '77/2' } });
const answered = referral('r2', 'outcome_received', { name: agencies[1]!.name, words: { outcome: 'Familja u vizitua.\nFëmija është te gjyshja.' } });

/** Opens the referrals of the case that the first row of the list is of. */
async function opened(page: Page): Promise<void> {
  await page.getByTestId('open-r1').press('Enter');
  await page.getByTestId('referral').first().waitFor();
}

function ready(...referrals: object[]): void {
  Object.assign(service.routes, {
    'GET /api/referrals': ok({ waiting: [{ ...sent, overdue: true }], overdue: 1 }),
    'GET /api/directory': ok({ agencies, may: [], kinds: [] }),
    'GET /api/purposes': purposes,
    'POST /api/cases/c1/referrals/open': list(...referrals),
  });
}

describe('the referrals of a case', () => {
  it('have a button that calls the agency about the case, where it may be called', async () => {
    ready(sent, referral('r2', 'sent', { agency: 'p1', name: agencies[1]!.name }));
    service.routes['GET /api/directory'] = ok({ agencies: agencies.map((a) => (a.id === 'u1' ? { ...a, callable: true, phones: ['+355690000077'] } : a)), may: [], kinds: [] });
    const page = await openAs((tab) => scenes.view(tab), { path: '/referrals' });
    await opened(page);
    await page.getByTestId('call-agency').waitFor();
    expect(await page.getByTestId('call-agency').count()).toBe(1);
    await accessible(page);
    await page.getByTestId('call-agency').press('Enter');
    await expect.poll(() => service.heard.filter((m) => m.type === 'call_place')).toEqual([{ type: 'call_place', id: 'call_place', divert: '+355690000077', case: 'c1' }]);
  });

  it.each(['light', 'dark'] as const)('tell from which talk each draft comes, and of what kind it is to be: %s', async (colorScheme) => {
    const from = { contact: 'k1', at: new Date(year, 2, 6, 9, 12).toISOString(), said: 'sent' };
    ready(sent, referral('n1', 'drafted', { agency: '', name: '', kind: 'school', words: {}, from }), referral('n2', 'drafted', { from: { ...from, said: 'drafted' } }));
    service.routes['GET /api/directory'] = ok({ agencies: [...agencies, agency('x1', 'Shkolla e Provës', 'school'), agency('i1', 'Përkthyes Provë', 'interpreter')], may: [], kinds: [{ code: 'interpreter', label: { sq: 'Përkthyes', en: 'Interpreter' } }] });
    const page = await openAs((tab) => scenes.view(tab), { path: '/referrals', options: { ...office, colorScheme } });
    await opened(page);
    await page.getByRole('heading', { name: 'Shkolla ose psikologu i shkollës: ende pa institucion' }).waitFor();
    expect(await page.getByTestId('referral-from').allTextContents()).toEqual([expect.stringMatching(/Nga biseda e 6 mars.*në formular: Dërguar/s), expect.not.stringContaining('formular')]);
    await shoot(page, `referrals-from-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('referral-write').nth(1).press('Enter');
    await page.getByTestId('agency-x1').waitFor();
    expect(await page.getByTestId('agency-u1').count(), 'of that kind first').toBe(0);
    await page.getByTestId('agency-find').fill('provë');
    await page.getByTestId('agency-x1').waitFor();
    expect(await page.getByTestId('agency-i1').count(), 'a case is referred to no interpreter').toBe(0);
  });

  it.each(['light', 'dark'] as const)('tell where each stands, and what may follow, in %s', async (colorScheme) => {
    ready(sent, answered);
    service.routes['POST /api/referrals/r1/move'] = ok(referral('r1', 'acknowledged'));
    const page = await openAs((tab) => scenes.view(tab), { path: '/referrals', options: { ...office, colorScheme } });
    await opened(page);
    await page.getByText('Pa përgjigje që prej').waitFor();
    await shoot(page, `referrals-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('referral-to-acknowledged').first().press('Enter');
    await expect.poll(() => service.asked.find((a) => a.path === '/api/referrals/r1/move')?.body).toEqual({ to: 'acknowledged', rev: 3 });
    await page.getByTestId('referral-write').first().press('Enter');
    await page.getByTestId('referral-outcome').fill('Erdhi letra e tyre.');
    await shoot(page, `referral-answer-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/referrals/r1'] = fault(409, 'changed_meanwhile');
    await page.getByTestId('referral-recipient').press('Enter');
    await page.getByText('Dikush tjetër e ndryshoi').waitFor();
    expect(await page.getByTestId('referral-outcome').inputValue()).toBe('Erdhi letra e tyre.');
    service.routes['POST /api/referrals/r1'] = ok(sent);
    await page.getByTestId('referral-save').press('Enter');
    await page.getByTestId('referral-dialog').waitFor({ state: 'detached' });
    await page.getByTestId('waiting-back').press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('open-r1');
  });

  it.each(['light', 'dark'] as const)('are drafted and sent by keyboard, and what lacks is said: %s', async (colorScheme) => {
    ready(sent);
    service.person = scenes.teuta;
    const page = await open('/referrals', { ...office, colorScheme });
    await opened(page);
    await enter(page.getByTestId('referral-add'));
    await write(page.getByTestId('agency-find'), 'vau');
    await enter(page.getByTestId('agency-u1'), 'Space');
    await enter(page.getByTestId('grounds-neglect'), 'Space');
    await pick(page.getByTestId('referral-method'), 'phone');
    await enter(page.getByTestId('shared-name'), 'Space');
    await pick(page.getByTestId('referral-consent'), 'overridden_by_duty');
    await write(page.getByTestId('referral-letter-words'), 'Ju lutemi, vizitoni familjen.');
    const draft = referral('n1', 'drafted', { rev: 1 });
    service.routes['POST /api/cases/c1/referrals'] = ok(draft);
    service.routes['POST /api/referrals/n1'] = ok(draft);
    service.routes['POST /api/referrals/n1/send'] = fault(422, 'referral_reason');
    await enter(page.getByTestId('referral-send'));
    await page.getByText('Thoni cili detyrim ligjor').waitFor();
    await page.getByTestId('referral-dialog-problem').scrollIntoViewIfNeeded();
    await shoot(page, `referral-draft-${colorScheme}`);
    await accessible(page);
    await write(page.getByTestId('referral-reason'), 'Neni i provës');
    await pick(page.getByTestId('referral-consulted'), 's1');
    service.routes['POST /api/referrals/n1/send'] = ok(referral('n1', 'sent'));
    await enter(page.getByTestId('referral-send'));
    await page.getByTestId('referral-dialog').waitFor({ state: 'hidden' });
    const said = service.asked.filter((a) => a.path === '/api/cases/c1/referrals' || a.path.endsWith('/n1')).map((a) => a.body);
    expect(said[0]).toMatchObject({ agency: 'u1', grounds: ['neglect'], method: 'phone', shared: ['name'], consent: 'overridden_by_duty', words: { letter: 'Ju lutemi, vizitoni familjen.' } });
    expect(said.at(-1)).toMatchObject({ rev: 1, consulted: 's1', words: { reason: 'Neni i provës' } });
  });

  it.each(['light', 'dark'] as const)('offer what may be printed: %s', async (colorScheme) => {
    ready(sent);
    service.person = scenes.teuta;
    const page = await open('/referrals', { ...office, colorScheme });
    await opened(page);
    await page.getByTestId('referral-letter').press('Enter');
    await page.getByTestId('print-letter').waitFor();
    await shoot(page, `print-${colorScheme}`);
    await accessible(page);
  });

  it('are printed as a letter of what was chosen, for a purpose, in English and at 200 %', async () => {
    ready(sent);
    service.person = { ...scenes.teuta, lang: 'en' };
    const page = await open('/referrals', zoomed);
    await opened(page);
    await page.getByTestId('referral-letter').press('Enter');
    expect(await page.getByTestId('print-letter').isChecked()).toBe(true);
    await page.getByTestId('print-grounds').press('Space');
    await shoot(page, 'print-choose-zoom-en');
    await accessible(page);
    await page.getByTestId('print-on').press('Enter');
    service.routes['POST /api/referrals/r1/letter'] = fault(422, 'nothing_chosen');
    expect(await page.getByTestId('purpose-referral').isChecked()).toBe(true);
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByText('Nothing of what you chose is written').waitFor();
    service.routes['POST /api/referrals/r1/letter'] = { status: 200, body: {}, headers: { 'Content-Type': 'application/pdf', 'Content-Disposition': 'attachment; filename="alo116-R.pdf"' } };
    const download = page.waitForEvent('download');
    await page.getByTestId('purpose-go').press('Enter');
    expect((await download).suggestedFilename()).toBe('alo116-R.pdf');
    expect(service.asked.at(-1)?.body).toEqual({ fields: ['letter', 'grounds'], lang: 'en', purpose: 'referral', words: '', break_glass: false });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it('offer nothing to who may only read', async () => {
    ready(sent);
    service.routes['POST /api/cases/c1/referrals/open'] = ok({ referrals: [sent], may: [], next, supervisors: [] });
    service.person = scenes.teuta;
    const page = await open('/referrals');
    await opened(page);
    expect(await page.getByTestId('referrals').getByRole('button').count()).toBe(0);
    service.routes['POST /api/cases/c1/referrals/open'] = fault(403, 'forbidden');
    await page.reload();
    await page.getByTestId('open-r1').press('Enter');
    await page.getByTestId('referral-problem').getByText('Kjo nuk është për ju.').waitFor();
  });
});

describe('a referral that is being written', () => {
  it('steps aside for a call, and has its words when one comes back', async () => {
    ready();
    const page = await openAs((tab) => scenes.view(tab), { path: '/referrals' });
    await page.getByTestId('open-r1').press('Enter');
    await page.getByTestId('referral-add').press('Enter');
    await page.getByTestId('referral-letter-words').fill('Ju lutemi, vizitoni');
    service.say(scenes.ringing(service.tab));
    await page.getByTestId('accept').click();
    await page.getByTestId('call-card').waitFor();
    service.say(scenes.view(service.tab));
    await page.getByTestId('nav-referrals').click();
    await page.getByTestId('open-r1').press('Enter');
    await page.getByTestId('referral-add').press('Enter');
    expect(await page.getByTestId('referral-letter-words').inputValue()).toBe('Ju lutemi, vizitoni');
    await page.getByTestId('referral-dialog-close').click();
    await page.getByTestId('referral-dialog').waitFor({ state: 'detached' }); // the browser says later that it is closed
    await page.getByTestId('referral-add').press('Enter');
    expect(await page.getByTestId('referral-letter-words').inputValue(), 'closed by hand').toBe('');
  });
});
