// What waits for an agency's answer: a list, and a count that is seen from every page.
import { describe, expect, it } from 'vitest';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';

const board = (tab: string) => scenes.view(tab, { board: scenes.board }, { presence: 'not_ready', reason: 'admin' });
const year = new Date().getFullYear();
const row = (id: string, code: string, name: string, change: object) => ({
  id, case: `c-${id}`, code, agency: `a-${id}`, name, child_told: '', consulted: '', made_at: new Date(year, 2, 6).toISOString(), moved_at: new Date(year, 2, 7).toISOString(), sent_by: 'a1', kind: 'njmf', rev: 2, state: 'sent', grounds: [], shared: [], method: 'phone', consent: 'yes', due: `${year}-03-14`, words: {},
  sent_at: new Date(year, 2, 7, 9, 30).toISOString(), owner: 'a1', owner_name: 'Mira Provë', overdue: false, ...change,
});
const waiting = [
  row('r1', 'R-2026-0017', 'Njësia për Mbrojtjen e Fëmijës, Bashkia Vau i Dejës', { overdue: true }),
  row('r2', 'R-2026-0021', 'Drejtoria për Hetimin e Krimit Kibernetik, Policia e Shtetit', { state: 'in_process', overdue: true, owner_name: 'Besa Shembull-Karafilaj' }),
  row('r3', 'R-2026-0022', 'Strehëza e Provës', { state: 'acknowledged', due: `${year}-12-30` }),
];
const answer = (rows: object[], overdue: number) => ({ status: 200, body: { waiting: rows, overdue } });

describe('what waits for an answer', () => {
  it.each(['light', 'dark'] as const)('is a list, the overdue named by words, and a count on every page: %s', async (colorScheme) => {
    service.routes['GET /api/referrals'] = answer(waiting, 2);
    const page = await openAs(board, { person: scenes.vera, options: { ...office, colorScheme } });
    await page.getByTestId('overdue').waitFor();
    expect(await page.getByTestId('overdue').textContent()).toBe('2');
    expect(await page.getByTestId('nav-referrals').getAttribute('href')).toBe('/referrals');
    await page.getByRole('link', { name: 'Në pritje , 2 gjëra ju presin' }).press('Enter');
    await page.getByTestId('waiting-r1').getByText('afati kaloi').waitFor();
    expect(await page.getByTestId('waiting-r3').getByText('afati kaloi').count()).toBe(0);
    await shoot(page, `referrals-waiting-${colorScheme}`);
    await accessible(page);
  });

  it('is nothing, or cannot be told just now, in English and at 200 %', async () => {
    service.person = { ...scenes.teuta, lang: 'en' };
    service.routes['GET /api/referrals'] = { status: 503, body: { error: { code: 'unavailable', message: '' } } };
    const page = await open('/referrals', zoomed);
    await page.getByText('The service does not answer').waitFor();
    expect(await page.getByTestId('overdue').count()).toBe(0);
    service.routes['GET /api/referrals'] = answer([], 0);
    await page.reload();
    await page.getByText('No agency has to answer.').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await accessible(page);
  });
});
