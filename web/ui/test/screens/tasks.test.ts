// What contacts left to be done: one's own follow-ups and talks, and what a supervisor reads or decides.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';
import { enter, write } from './walking';

const board = (tab: string) => scenes.view(tab, { board: scenes.board }, { presence: 'not_ready', reason: 'admin' });
const hour = 3600_000;
const task = (id: string, kind: string, due: number, change: object = {}) => ({
  id, task: kind, due, line: '116111', agent: 'a1', name: 'Mira Provë', opened: Date.now() - 30 * hour, closed: true, form: '2', kind: 'child_self', ...change,
});
const left = (...tasks: object[]) => ({ status: 200, body: { tasks, cases: [] } });
const complaint = task('k3', 'complaint', Date.now() - hour, { kind: 'complaint' });
const warning = task('k4', 'warning', Date.now() - 2 * hour, { kind: 'abusive', name: 'Besa Shembull-Karafilaj' });
/** A supervisor reads the contact that a warning is proposed in: what for is asked the first time. */
async function reads(page: Page): Promise<void> {
  const row = page.getByTestId('task-warning-k4');
  const content = page.getByTestId('task-contact').getByText('Fjalët e kontaktit.');
  service.routes['GET /api/purposes'] = { status: 200, body: { purposes: [{ code: 'quality' }, { code: 'other', words: true }] } };
  service.routes['POST /api/contacts/k4/open'] = { status: 422, body: { error: { code: 'no_purpose', message: '' } } };
  await enter(row.getByTestId('task-contact-open'));
  await page.getByTestId('purpose-quality').check();
  service.routes['POST /api/contacts/k4/open'] = { status: 200, body: scenes.opened('k4', { call_type: 'abusive', note: 'Fjalët e kontaktit.' }) };
  await enter(page.getByTestId('purpose-go'));
  for (const again of [true, false]) {
    await content.waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('task-contact').waitFor({ state: 'detached' });
    if (again) await enter(row.getByTestId('task-contact-open'));
  }
  const why = { purpose: 'quality', words: '', break_glass: false };
  expect(asked('/api/contacts/k4/open')).toEqual([{ ...why, purpose: '' }, why, why]);
}

const asked = (path: string) => service.asked.filter((a) => a.path === path).map((a) => a.body);

describe('what is left to be done', () => {
  it.each(['light', 'dark'] as const)('waits for whose it is, counted on every page, and is done: %s', async (colorScheme) => {
    service.routes['GET /api/referrals'] = { status: 200, body: { waiting: [], overdue: 0 } };
    const owed = { id: 'c1', code: 'R-2026-0012', status: 'follow_up', owner: 'a1', owner_name: 'Mira Provë', missing: false, opened: 1, follow_up: '2026-01-09' };
    const late = task('k1', 'follow_up', Date.now() - 20 * hour);
    const later = task('k2', 'next_talk', Date.now() + 60 * hour);
    service.routes['GET /api/tasks'] = { status: 200, body: { tasks: [late, later], cases: [owed] } };
    const page = await openAs((tab) => scenes.view(tab), { options: { ...office, colorScheme } });
    await page.getByTestId('overdue').waitFor();
    expect(await page.getByTestId('overdue').textContent()).toBe('2');
    await page.getByTestId('nav-referrals').press('Enter');
    await page.getByTestId('task-next_talk-k2').waitFor();
    expect(await page.getByTestId('task-next_talk-k2').getAttribute('data-due')).toBe('false');
    expect(await page.getByTestId('task-case-R-2026-0012').getByRole('link').getAttribute('href')).toBe('/cases/R-2026-0012');
    await shoot(page, `tasks-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/contacts/k1/open'] = { status: 200, body: scenes.opened('k1', { call_type: 'child_self', note: 'Fjalët e kontaktit.' }, { cases: true }) };
    service.routes['GET /api/contacts/k1/cases'] = { status: 200, body: { case: null, offered: [] } };
    await page.getByTestId('task-follow_up-k1').getByTestId('task-contact-open').press('Enter');
    await page.getByTestId('task-contact').getByText('Fjalët e kontaktit.').waitFor();
    await page.getByTestId('case-begin').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('task-contact').waitFor({ state: 'detached' });
    service.routes['POST /api/contacts/k1/reminders/follow_up/done'] = { status: 503, body: { error: { code: 'unavailable', message: '' } } };
    await page.getByTestId('task-follow_up-k1').getByTestId('task-done').press('Enter');
    await page.getByTestId('tasks-problem').getByText('Provoni').waitFor();
    service.routes['POST /api/contacts/k1/reminders/follow_up/done'] = { status: 204 };
    service.routes['GET /api/tasks'] = { status: 200, body: { tasks: [later], cases: [] } };
    await page.getByTestId('task-follow_up-k1').getByTestId('task-done').press('Enter');
    await page.getByTestId('task-follow_up-k1').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('tasks-title');
    expect(await page.getByTestId('overdue').count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('a supervisor reads a complaint, and decides on a warning by keyboard: %s', async (colorScheme) => {
    service.routes['GET /api/referrals'] = { status: 200, body: { waiting: [], overdue: 0 } };
    service.routes['GET /api/tasks'] = left(warning, complaint);
    const page = await openAs(board, { person: scenes.vera, path: '/referrals', options: { ...office, colorScheme } });
    await page.getByTestId('task-warning-k4').waitFor();
    await shoot(page, `tasks-supervisor-${colorScheme}`);
    await accessible(page);
    await reads(page);
    service.routes['POST /api/contacts/k4/warning'] = { status: 422, body: { error: { code: 'bad_note', message: '' } } };
    await enter(page.getByTestId('task-confirm'));
    await write(page.getByTestId('note-words'), 'Bërtet dhe fyen.');
    await enter(page.getByTestId('note-save'));
    await page.getByTestId('note-problem').getByText('600').waitFor();
    await shoot(page, `tasks-warning-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/contacts/k4/warning'] = { status: 204 };
    service.routes['GET /api/tasks'] = left(complaint);
    await enter(page.getByTestId('note-save'));
    await page.getByTestId('note-dialog').waitFor({ state: 'detached' });
    await page.getByTestId('task-warning-k4').waitFor({ state: 'detached' });
    expect(asked('/api/contacts/k4/warning').at(-1)).toEqual({ kind: 'abusive', words: 'Bërtet dhe fyen.', days: 90 });
    service.routes['POST /api/contacts/k3/notices/complaint/done'] = { status: 204 };
    service.routes['GET /api/tasks'] = left();
    await enter(page.getByTestId('task-done'));
    await page.getByTestId('tasks').waitFor({ state: 'detached' });
    expect(asked('/api/contacts/k3/notices/complaint/done')).toHaveLength(1);
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('work');
  });
});
