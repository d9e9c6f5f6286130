// Looking where one may not look without more ado: the number, the broken glass, and the auditor's page.
import { describe, expect, it } from 'vitest';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { enter, reach } from './walking';

const purposes = { status: 200, body: { purposes: [{ code: 'callback' }, { code: 'danger' }, { code: 'legal_duty' }, { code: 'other', words: true }] } };
const problem = (status: number, code: string) => ({ status, body: { error: { code, message: '' } } });
const reveal = 'POST /api/contacts/c1/number';

describe('the number of a caller', () => {
  it.each(['light', 'dark'] as const)('is asked for with a purpose in %s', async (colorScheme) => {
    service.routes['GET /api/purposes'] = purposes;
    const page = await openAs((tab) => scenes.talking(tab), { options: { ...office, colorScheme } });
    await page.getByTestId('reveal').click();
    await page.getByTestId('purpose-callback').waitFor();
    await shoot(page, `reveal-purpose-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('purpose-go').click();
    await page.getByText('Thoni për çfarë').waitFor();
  });

  it('is shown for half a minute, all by keyboard', async () => {
    service.routes['GET /api/purposes'] = purposes;
    service.routes[reveal] = { status: 200, body: { number: '+355690000001' } };
    const page = await openAs((tab) => scenes.talking(tab), { person: { ...scenes.mira, lang: 'en' } });
    await page.clock.install();
    await enter(page.getByTestId('reveal'));
    await reach(page.getByTestId('purpose-callback'));
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByText('+355690000001').waitFor();
    expect(service.asked.at(-1)?.body).toEqual({ purpose: 'callback', words: '', break_glass: false });
    await shoot(page, 'reveal-shown-en');
    await accessible(page);
    await page.clock.runFor(31_000);
    await page.getByText('+355690000001').waitFor({ state: 'detached' });
    await page.getByTestId('reveal').waitFor();
  });

  it('says that a supervisor is alerted before the glass is broken', async () => {
    service.routes['GET /api/purposes'] = purposes;
    service.routes[reveal] = problem(409, 'break_glass');
    const page = await openAs((tab) => scenes.talking(tab), { person: { ...scenes.mira, lang: 'en' } });
    await page.getByTestId('reveal').click();
    await page.getByTestId('purpose-danger').click();
    await page.getByTestId('purpose-go').click();
    await page.getByText('every supervisor is alerted at once').waitFor();
    await shoot(page, 'reveal-glass-en');
    await accessible(page);
    service.routes[reveal] = { status: 200, body: { number: '+355690000001' } };
    await page.getByTestId('purpose-go').click();
    await page.getByText('+355690000001').waitFor();
    expect(service.asked.at(-1)?.body).toMatchObject({ purpose: 'danger', break_glass: true });
  });

  it('is not there to be revealed when it is withheld', async () => {
    const page = await openAs((tab) => scenes.talking(tab, scenes.filled, { caller: scenes.anonymous }));
    await page.getByTestId('caller').waitFor();
    expect(await page.getByTestId('reveal').count()).toBe(0);
  });
});

const alerts = [
  { entry: 17, at: Date.now() - 20_000, actor: 'a1', name: 'Mira Provë', action: 'number.revealed.glass', object: 'contact:c9', purpose: 'danger' },
  { entry: 12, at: Date.now() - 900_000, actor: 's1', name: 'Vera Provë', action: 'contact.opened.glass', object: 'contact:c8', purpose: 'legal_duty' },
];

describe('broken glasses', () => {
  it.each(['light', 'dark'] as const)('stand on the board until another looked in %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.view(tab, { board: { ...scenes.board, alerts } }), { person: scenes.vera, options: { ...office, colorScheme } });
    await page.getByTestId('alert-17').waitFor();
    expect(await page.getByTestId('alert-close-12').count()).toBe(0); // her own
    await shoot(page, `board-alerts-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/alerts/17/close'] = { status: 204 };
    await page.getByTestId('alert-close-17').click();
    await expect.poll(() => service.asked.at(-1)?.path).toBe('/api/alerts/17/close');
    service.say(scenes.view(service.tab, { board: { ...scenes.board, alerts: alerts.slice(1) } }));
    await page.getByTestId('alert-17').waitFor({ state: 'detached' });
  });
});

const ylli = { ...scenes.agim, id: 'u1', login: 'ylli', name: 'Ylli Provë', role: 'auditor' };
const entry = (n: number, action: string, more: object = {}) => ({
  n, at: Date.now() - (100 - n) * 60_000, actor: 'a1', name: 'Mira Provë', action, object: 'contact:8a1f7b5e-0000-4000-8000-000000000000', purpose: '', words: '', ...more,
});
const entries = [
  entry(94, 'alert.closed', { actor: 's1', name: 'Vera Provë', object: 'audit:93' }),
  entry(93, 'number.revealed.glass', { purpose: 'danger' }),
  entry(92, 'number.revealed', { purpose: 'other', words: 'sealed' }),
  entry(91, 'contact.closed'),
  entry(90, 'contact.opened', { purpose: 'quality', words: 'erased' }),
  entry(89, 'service.started', { actor: '', name: '', object: 'version:development' }),
];

describe('the auditor', () => {
  it.each(['light', 'dark'] as const)('reads who did what in %s', async (colorScheme) => {
    service.person = ylli;
    service.routes['GET /api/audit'] = { status: 200, body: { entries, before: 89 } };
    const page = await open('/', { ...office, colorScheme });
    await page.getByTestId('entry-93').waitFor();
    service.routes['POST /api/audit/verify'] = {
      status: 200,
      body: { whole: true, size: 94, root: '5f2a'.repeat(16), last: Date.now(), anchors: 12, findings: [] },
    };
    await page.getByTestId('audit-verify').click();
    await page.getByText('Regjistri është i plotë').waitFor();
    await shoot(page, `audit-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/audit/92/words'] = { status: 200, body: { words: 'Ashtu më kërkuan' } };
    await page.getByTestId('words-92').click();
    await page.getByText('Ashtu më kërkuan').waitFor();
    await page.getByTestId('audit-older').click();
    await expect.poll(() => page.getByTestId('audit-newer').isEnabled()).toBe(true);
  });

  it('is told which entries are not whole', async () => {
    service.person = { ...ylli, lang: 'en' };
    service.routes['GET /api/audit'] = { status: 200, body: { entries: [], before: 0 } };
    service.routes['POST /api/audit/verify'] = {
      status: 200,
      body: { whole: false, size: 94, root: '', last: Date.now(), anchors: 3, findings: [{ kind: 'edited', from: 7, to: 7 }, { kind: 'cut', from: 95, to: 99 }] },
    };
    const page = await open('/audit', zoomed);
    await page.getByTestId('audit-verify').click();
    await page.getByText('entries 95 to 99: cut off the end').waitFor();
    await shoot(page, 'audit-broken-en');
    await accessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});
