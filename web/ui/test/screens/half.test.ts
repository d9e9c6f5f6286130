// What is half written in a dialog is there again after a call took its page away, and is gone once the person shut the dialog.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openAs, service } from './kit';
import * as scenes from './scenes';

const ok = (body: unknown) => ({ status: 200, body });
const unit = {
  id: 'u1', rev: 1, name: 'Njësia, Bashkia Provë', kind: 'njmf', places: ['al154'], phones: [], emails: [], web: '', address: '', hours: '', notes: '',
  callable: false, active: true, at: '2026-03-01T10:00:00Z',
};
const purposes = ok({ purposes: [{ code: 'callback' }, { code: 'other', words: true }] });
const people = ok({ people: [scenes.colleague('a2', 'besa', 'Besa Shembull', 'social_worker', { may: ['change', 'skills'] })], may: ['add'], roles: ['social_worker', 'psychologist'], skills: ['en'], proofs: [] });
const words = 'Shkruar përgjysmë';

/** A dialog of a page: how it is opened, where one types, and how it is called. */
interface Case {
  what: string;
  path: string;
  nav: string;
  open: (page: Page) => Promise<void>;
  box: string;
  dialog: string;
}
const cases: Case[] = [
  { what: 'an entry of the directory', path: '/directory', nav: 'nav-directory', open: (page) => page.getByTestId('open-u1').press('Enter'), box: 'entry-phones', dialog: 'entry-dialog' },
  { what: 'a new entry', path: '/directory', nav: 'nav-directory', open: (page) => page.getByTestId('entry-add').press('Enter'), box: 'entry-name', dialog: 'entry-dialog' },
  { what: 'a new colleague', path: '/people', nav: 'nav-people', open: (page) => page.getByTestId('person-add').press('Enter'), box: 'person-name', dialog: 'person-add-dialog' },
  { what: 'a colleague', path: '/people', nav: 'nav-people', open: (page) => page.getByTestId('change-besa').press('Enter'), box: 'person-team', dialog: 'person-dialog' },
  {
    what: 'a purpose', path: '/search', nav: 'nav-search', box: 'purpose-words', dialog: 'purpose-dialog',
    open: async (page) => {
      await page.getByTestId('search-words').fill('shkolla');
      await page.getByTestId('search-words').press('Enter');
    },
  },
];

describe('what is half written', () => {
  it.each(cases)('of $what outlives a call', async ({ path, nav, open, box, dialog }) => {
    Object.assign(service.routes, {
      'GET /api/directory': ok({ agencies: [unit], may: ['change'], kinds: [] }), 'GET /api/directory/u1/versions': ok({ versions: [unit], names: {} }), 'GET /api/people': people, 'GET /api/purposes': purposes,
    });
    const page = await openAs((tab) => scenes.view(tab, { board: scenes.board }), { person: scenes.vera, path });
    await open(page);
    const typed = page.getByTestId(box);
    await typed.fill(words);
    service.say(scenes.ringing(service.tab));
    await page.getByTestId('accept').click();
    await page.getByTestId('call-card').waitFor();
    await page.getByTestId(dialog).waitFor({ state: 'detached' });
    service.say(scenes.view(service.tab, { board: scenes.board }));
    if (!(await page.getByTestId(nav).isVisible())) await page.getByTestId('nav-more').click();
    await page.getByTestId(nav).click();
    await open(page);
    await expect.poll(() => typed.inputValue()).toBe(words);
    await page.getByTestId(`${dialog}-close`).click();
    await page.getByTestId(dialog).waitFor({ state: 'detached' });
    await open(page);
    await typed.waitFor();
    expect(await typed.inputValue(), 'shut by hand').toBe('');
  });

  it('of a note about a caller outlives the end of the call, and a new version waits for it', async () => {
    const about = { call: scenes.call, state: 'known' as const, contacts: 1, last: scenes.now(), silent: 0, place: '', cases: [], approaches: [] };
    const talking = (tab: string) => ({ ...scenes.talking(tab), context: about });
    const page = await openAs(talking);
    const typed = page.getByTestId('note-words');
    await page.getByTestId('note-new').press('Enter');
    await typed.fill(words);
    service.say(scenes.view(service.tab));
    await page.getByTestId('note-dialog').waitFor({ state: 'detached' });
    service.say(scenes.welcome({ ...scenes.mira, build: 'b2' }));
    await page.getByTestId('new-version').waitFor();
    service.say(talking(service.tab));
    await page.getByTestId('note-new').press('Enter');
    await expect.poll(() => typed.inputValue()).toBe(words);
    service.routes['POST /api/contacts/c1/approaches'] = ok({ id: 'n1' });
    await page.getByTestId('note-save').press('Enter');
    await page.getByTestId('note-dialog').waitFor({ state: 'detached' });
    await page.getByTestId('note-new').press('Enter');
    expect(await typed.inputValue(), 'it was left').toBe('');
  });

  it('of a referral keeps the day as it was typed, also one that is not understood yet', async () => {
    const agencies = ok({ agencies: [unit], may: [], kinds: [] });
    Object.assign(service.routes, {
      'GET /api/directory': agencies, 'GET /api/referrals': ok({ waiting: [{ id: 'r1', case: 'c1', code: 'R-2026-0017', rev: 2, state: 'sent', method: 'phone', consent: 'yes', child_told: '', consulted: '', sent_by: 'a1', agency: 'u1', name: unit.name, kind: 'njmf', due: '', moved_at: '2026-03-07T09:30:00Z', made_at: '2026-03-06T09:30:00Z', grounds: [], shared: [], words: {}, owner: 'a1', owner_name: 'Mira Provë', overdue: false }], overdue: 0 }),
      'POST /api/cases/c1/referrals/open': ok({ referrals: [], may: ['add', 'change', 'send'], next: {}, supervisors: [] }),
    });
    const page = await openAs((tab) => scenes.view(tab), { path: '/referrals' });
    const begin = async () => {
      await page.getByTestId('open-r1').press('Enter');
      await page.getByTestId('referral-add').press('Enter');
    };
    await begin();
    const day = page.getByTestId('referral-due-day');
    await day.fill('14/3');
    service.say(scenes.ringing(service.tab));
    await page.getByTestId('accept').click();
    await page.getByTestId('referral-dialog').waitFor({ state: 'detached' });
    service.say(scenes.view(service.tab));
    if (!(await page.getByTestId('nav-referrals').isVisible())) await page.getByTestId('nav-more').click();
    await page.getByTestId('nav-referrals').click();
    await begin();
    await expect.poll(() => day.inputValue()).toBe('14/3');
    await page.getByTestId('referral-due-day-odd').waitFor();
    expect(await day.getAttribute('aria-invalid')).toBe('true');
    await day.fill('14.3.2027');
    await page.getByTestId('referral-due-day-odd').waitFor({ state: 'detached' });
  });
});
