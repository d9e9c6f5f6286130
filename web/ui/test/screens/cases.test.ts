// The cases: listed, opened, worked on; somebody else's for a purpose.
import { describe, expect, it } from 'vitest';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { enter, pick, reach, write } from './walking';

const day = 86_400_000;
const head = (code: string, change: object = {}) => ({
  id: `id-${code}`, code, status: 'in_process', owner: 'a1', owner_name: 'Mira Provë', missing: false, opened: Date.now() - 9 * day, ...change,
});
const late = head('R-2026-0012', { risk: 'high', follow_up: '2026-01-09', place: 'al152', category: 'vio_bullying' });
const gone = head('R-2026-0031', { status: 'open', missing: true, risk: 'emergency', place: 'al311', category: 'mis_runaway' });
const list = { status: 200, body: { cases: [late, gone, head('R-2026-0030', { status: 'follow_up', follow_up: '2126-01-09', owner: 's1', owner_name: 'Vera Provë' })], today: '2026-03-14', next: 3 } };
const full = (change: object = {}) => ({
  ...late, form: 'case-1', rev: 6, next: ['follow_up', 'closed'], outcomes: ['resolved', 'handed_over', 'found', 'contact_lost', 'not_wanted', 'duplicate', 'other'],
  may: ['change', 'close', 'assign', 'attach'], held: undefined,
  values: {
    story: 'Kanarina nuk do të kthehet në shkollë: atje e presin të tjerët.', risk_level: 'high', categories: ['vio_bullying'], place: ['al_10', 'al152'], child_age: 12, child_nickname: 'Kanarina',
    household: [{ id: 'h1', kin: 'grandparent', at_home: 'yes' }], household_words: [{ id: 'h1', kin_name: 'Gjyshja e provës' }],
    safety_signs: 'Dhimbje barku çdo të hënë në mëngjes.',
  },
  events: [
    { rev: 6, kind: 'note', words: 'Gjyshja e çon çdo ditë deri te porta.', at: Date.now() - 3600_000, actor: 'a1', name: 'Mira Provë' },
    { rev: 5, kind: 'status', value: { from: 'open', to: 'in_process' }, at: Date.now() - day, actor: 'a1', name: 'Mira Provë' },
    { rev: 4, kind: 'field', field: 'risk_level', value: 'high', at: Date.now() - 2 * day, actor: 'a1', name: 'Mira Provë' },
    { rev: 3, kind: 'follow_up', value: '2026-01-09', at: Date.now() - 2 * day, actor: 'a1', name: 'Mira Provë' },
    { rev: 2, kind: 'attached', value: 'k1', at: Date.now() - 9 * day, actor: 'a1', name: 'Mira Provë' },
    { rev: 1, kind: 'begun', at: Date.now() - 9 * day, actor: 'a1', name: 'Mira Provë' },
  ],
  documents: { all: [], may: [], most: 10_000_000 },
  contacts: [{ id: 'k1', line: '116111', agent: 'a1', name: 'Mira Provë', opened: Date.now() - 9 * day, closed: true, form: '2', kind: 'child_self' }],
  ...change,
});
const fault = (status: number, code: string, more: object = {}) => ({ status, body: { error: { code, message: '' }, ...more } });
const of = (what: string) => `POST /api/cases/id-${late.code}/${what}`;
const last = (path: string) => service.asked.filter((a) => a.path === path).at(-1)?.body;
const focused = (page: Awaited<ReturnType<typeof open>>) => page.evaluate(() => document.activeElement?.id);

/** A house with one case that is one's own. */
function house(change: object = {}): void {
  service.routes['POST /api/cases/search'] = list;
  service.routes['GET /api/cases/owners'] = { status: 200, body: { owners: [{ id: 'a1', name: 'Mira Provë' }, { id: 's1', name: 'Vera Provë' }] } };
  service.routes['GET /api/purposes'] = { status: 200, body: { purposes: [{ code: 'callback' }, { code: 'other', words: true }] } };
  service.routes[`POST /api/cases/${late.code}/open`] = { status: 200, body: full(change) };
  service.routes[`POST /api/cases/id-${late.code}/referrals/open`] = { status: 200, body: { referrals: [], may: ['add'], next: {}, supervisors: [] } };
}

describe('the list of cases', () => {
  it.each(['light', 'dark'] as const)('shows what is due first, in %s', async (colorScheme) => {
    house();
    const page = await openAs((tab) => scenes.view(tab), { path: '/cases', options: { ...office, colorScheme } });
    await page.getByTestId(`case-${late.code}`).getByText('bullizëm', { exact: false }).or(page.getByTestId(`case-${late.code}`).getByText('Bullizëm')).first().waitFor();
    expect(await page.locator('tbody tr').evaluateAll((rows) => rows.map((r) => r.getAttribute('data-testid')))).toEqual(['case-R-2026-0012', 'case-R-2026-0031', 'case-R-2026-0030']);
    expect(last('/api/cases/search')).toMatchObject({ status: 'active', code: '', skip: 0 });
    expect(await page.getByTestId('cases-words').count()).toBe(0);
    await shoot(page, `cases-${colorScheme}`);
    await accessible(page);
  });

  it('is bounded by keyboard, and leads to a case that is not on it', async () => {
    house();
    const page = await openAs((tab) => scenes.view(tab), { path: '/cases' });
    await page.getByTestId(`case-${late.code}`).waitFor();
    service.routes['POST /api/cases/search'] = { status: 200, body: { cases: [], today: '2026-03-14' } };
    await pick(page.getByTestId('cases-place'), 'al_10');
    await reach(page.getByTestId('cases-due'));
    await page.keyboard.press('Space');
    await reach(page.getByTestId('cases-code'));
    await page.keyboard.type('r-2026-12');
    await page.keyboard.press('Enter');
    await page.getByText('Asnjë rast nuk përputhet').waitFor();
    await expect.poll(() => focused(page)).toBe('cases-found');
    expect(last('/api/cases/search')).toMatchObject({ code: 'r-2026-12', place: 'al_10', due: true });
    service.routes['POST /api/cases/r-2026-12/open'] = fault(404, 'not_found');
    await enter(page.getByTestId('cases-all-the-same'));
    await page.getByTestId('case-barred').getByText('Nuk ka një rast të tillë').waitFor();
    expect(new URL(page.url()).pathname).toBe('/cases/r-2026-12');
  });

  it('says what is wrong, and asks what for words are looked for', async () => {
    house();
    service.person = { ...scenes.teuta, lang: 'en' };
    service.routes['POST /api/cases/search'] = fault(503, 'unavailable');
    const page = await open('/cases', zoomed);
    await page.getByTestId('cases-problem').getByText('cannot be done just now').waitFor();
    service.routes['POST /api/cases/search'] = list;
    await page.getByTestId('cases-words').fill('canary');
    await page.getByTestId('cases-words').press('Enter');
    await page.getByTestId('purpose-callback').check();
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByTestId('purpose-dialog').waitFor({ state: 'hidden' });
    expect(last('/api/cases/search')).toMatchObject({ text: 'canary', purpose: 'callback' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await shoot(page, 'cases-zoom-en');
    await accessible(page);
    await page.getByTestId('cases-more').press('Enter');
    await expect.poll(() => last('/api/cases/search')).toMatchObject({ skip: 3, text: 'canary', purpose: 'callback' });
  });
});

describe('a case', () => {
  it.each(['light', 'dark'] as const)('is worked on by keyboard, in %s', async (colorScheme) => {
    house();
    const page = await openAs((tab) => scenes.view(tab), { path: '/cases', options: { ...office, colorScheme } });
    await enter(page.getByTestId(`case-open-${late.code}`));
    await page.getByTestId('case-sheet').getByTestId('story').waitFor();
    await shoot(page, `case-${colorScheme}`);
    await accessible(page);
    service.routes[of('field')] = { status: 200, body: { rev: 7 } };
    await reach(page.getByTestId('stage-child'));
    await page.keyboard.press('ArrowRight');
    await enter(page.getByTestId('add-household'));
    await expect.poll(() => last(`/api/cases/id-${late.code}/field`)).toMatchObject({ field: 'household', rev: 6 });
    await accessible(page);
    service.routes[of('notes')] = { status: 200, body: full({ rev: 8 }) };
    await write(page.getByTestId('case-note'), 'Kanarina këndoi sërish.');
    await enter(page.getByTestId('case-note-add'));
    await expect.poll(() => last(`/api/cases/id-${late.code}/notes`)).toEqual({ words: 'Kanarina këndoi sërish.' });
    service.routes[of('followup')] = { status: 200, body: full({ rev: 9, follow_up: '2026-12-01' }) };
    await write(page.getByTestId('case-follow-up'), '1.12.2026');
    await enter(page.getByTestId('case-follow-up'));
    await expect.poll(() => last(`/api/cases/id-${late.code}/followup`)).toEqual({ day: '2026-12-01', rev: 8 });
    await enter(page.locator('[data-testid=case-to-closed]:enabled'));
    await enter(page.getByTestId('case-close-go'));
    await page.getByTestId('case-close-problem').getByText('Zgjidhni si përfundoi.').waitFor();
    await accessible(page);
    await shoot(page, `case-close-${colorScheme}`);
    service.routes[of('status')] = { status: 200, body: full({ rev: 10, status: 'closed', outcome: 'resolved', next: [], closed: Date.now() }) };
    await enter(page.getByTestId('outcome-resolved'), 'Space');
    await enter(page.getByTestId('case-close-go'));
    await page.getByTestId('case-read').getByText('Kanarina nuk do të kthehet').waitFor();
    expect(last(`/api/cases/id-${late.code}/status`)).toEqual({ status: 'closed', outcome: 'resolved', rev: 9 });
    await shoot(page, `case-closed-${colorScheme}`);
    await accessible(page);
  });

  it('is given to a colleague by keyboard, who is chosen first', async () => {
    house();
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${late.code}`, options: office });
    service.routes[of('owner')] = { status: 200, body: full({ rev: 7, owner: 's1', owner_name: 'Vera Provë', may: [] }) };
    await pick(page.getByTestId('case-owner'), 's1');
    expect(last(`/api/cases/id-${late.code}/owner`)).toBeUndefined();
    await shoot(page, 'case-give-light');
    await enter(page.getByTestId('case-owner-give'));
    await page.getByTestId('case-owner-name').getByText('Vera Provë').waitFor();
    expect(last(`/api/cases/id-${late.code}/owner`)).toEqual({ owner: 's1', rev: 6 });
  });

  it('shows what somebody else wrote beside one\'s own', async () => {
    house();
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${late.code}` });
    service.routes[of('field')] = fault(409, 'conflict', { rev: 9, value: 'E shkruar nga dikush tjetër.' });
    await page.getByTestId('story').fill('E imja.');
    await page.getByTestId('conflict').getByText('E shkruar nga dikush tjetër.').waitFor();
    await accessible(page);
    service.routes[of('field')] = { status: 200, body: { rev: 10 } };
    await page.getByTestId('keep-mine').press('Enter');
    await expect.poll(() => last(`/api/cases/id-${late.code}/field`)).toMatchObject({ field: 'story', value: 'E imja.', rev: 9 });
  });

  it('looks again where the service shows nobody else\'s words before, and says so when it cannot', async () => {
    house();
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${late.code}` });
    await page.getByTestId('story').waitFor();
    const look = `POST /api/cases/${late.code}/open`;
    service.routes[look] = fault(503, 'unavailable');
    service.routes[of('field')] = fault(409, 'conflict');
    await page.getByTestId('story').fill('E imja.');
    await page.getByTestId('case-problem').getByText('Ringarkoni faqen dhe shiheni më parë.').waitFor();
    expect(await page.getByTestId('story').inputValue()).toBe('E imja.');
    await shoot(page, 'case-conflict-unseen');
    await accessible(page);
    service.routes[look] = { status: 200, body: full({ rev: 9, values: { story: 'E shkruar nga dikush tjetër.' } }) };
    await page.getByTestId('keep-mine').press('Enter');
    await page.getByTestId('conflict').getByText('E shkruar nga dikush tjetër.').waitFor();
    await page.getByTestId('case-problem').waitFor({ state: 'detached' });
    service.routes[of('field')] = { status: 200, body: { rev: 10 } };
    await page.getByTestId('keep-mine').press('Enter');
    await expect.poll(() => last(`/api/cases/id-${late.code}/field`)).toMatchObject({ field: 'story', value: 'E imja.', rev: 9 });
  });

  it('tells where a referral stands and what was changed in it, and no word of it', async () => {
    const by = { at: Date.now(), actor: 'a1', name: 'Mira Provë' };
    house({ events: [
      { rev: 9, kind: 'referral', value: { id: 'r1', from: 'drafted' }, ...by },
      { rev: 8, kind: 'referral_changed', value: { id: 'r2', changed: ['letter', 'next_step'] }, ...by },
      { rev: 7, kind: 'referral', value: { id: 'r2', from: 'drafted', to: 'sent' }, ...by },
    ] });
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${late.code}` });
    await page.getByTestId('event-referral').first().getByText('Referim: Drafti u hoq').waitFor();
    await page.getByTestId('event-referral').last().getByText('Referim: Dërguar').waitFor();
    await page.getByTestId('event-referral_changed').getByText(/^Referimi u ndryshua: Letra, /).waitFor();
  });

  it('of a missing child has its record, and at 200 % one column', async () => {
    house({ values: { missing_child: true, missing_type: 'runaway' }, missing: true });
    service.person = { ...scenes.teuta, lang: 'en' };
    const page = await open(`/cases/${late.code}`, zoomed);
    await page.getByTestId('stage-missing').press('Enter');
    await page.getByTestId('q-missing_type').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await shoot(page, 'case-missing-zoom-en');
    await accessible(page);
  });

  it('of somebody else asks what for, and tells that a supervisor is alerted', async () => {
    house();
    const path = `/api/cases/${late.code}/open`;
    service.routes[`POST ${path}`] = fault(409, 'break_glass');
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${late.code}` });
    await page.getByTestId('purpose-callback').check();
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByTestId('purpose-problem').and(page.locator(':not(:empty)')).waitFor();
    await accessible(page);
    service.routes[`POST ${path}`] = { status: 200, body: full({ may: [], next: [], owner: 's1', owner_name: 'Vera Provë' }) };
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByTestId('case-read').waitFor();
    expect(last(path)).toEqual({ purpose: 'callback', words: '', break_glass: true });
    expect(await page.getByTestId('case-note').count()).toBe(0);
    await accessible(page);
  });

  it('asks a supervisor once what for, and gives all that is in it for the same', async () => {
    house();
    const path = `/api/cases/${late.code}/open`;
    service.routes[`POST ${path}`] = fault(422, 'no_purpose');
    const page = await openAs((tab) => scenes.view(tab), { person: scenes.vera, path: `/cases/${late.code}` });
    await page.getByTestId('purpose-callback').check();
    expect(last(path)).toEqual({});
    expect(await page.getByTestId('case-sheet').count()).toBe(0);
    await accessible(page);
    service.routes[`POST ${path}`] = { status: 200, body: full() };
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByTestId('case-sheet').waitFor();
    const why = { purpose: 'callback', words: '', break_glass: false };
    await expect.poll(() => last(`/api/cases/id-${late.code}/referrals/open`)).toEqual(why);
    service.routes['POST /api/contacts/k1/open'] = { status: 200, body: scenes.opened('k1', { call_type: 'child_self', note: 'Fjalët e kontaktit.' }) };
    await page.getByTestId('case-contact-open').press('Enter');
    await page.getByTestId('case-contact').getByText('Fjalët e kontaktit.').waitFor();
    expect([last(path), last('/api/contacts/k1/open')]).toEqual([why, why]);
    expect(await page.getByTestId('purpose-dialog').count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('leads from a contact to calling its caller back, at the desk: %s', async (colorScheme) => {
    house();
    service.routes['POST /api/contacts/k1/open'] = { status: 200, body: scenes.opened('k1', { call_type: 'child_self', note: 'Fjalët e kontaktit.' }, { out: true, call_back: true }) };
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${late.code}`, options: { ...office, colorScheme } });
    await page.getByTestId('case-contact-open').press('Enter');
    await page.getByTestId('contact-out').waitFor();
    await accessible(page);
    await shoot(page, `case-call-back-${colorScheme}`);
    await page.getByTestId('contact-call-back').press('Enter');
    await page.getByTestId('call-card').waitFor();
    expect(new URL(page.url()).pathname).toBe('/desk');
    await expect.poll(() => service.heard.filter((m) => m.type === 'call_back').map((m) => m.contact)).toEqual(['k1']);
  });

  it('gives its contacts, each by its own door', async () => {
    house();
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${late.code}` });
    service.routes['POST /api/contacts/k1/open'] = { status: 200, body: scenes.opened('k1', { call_type: 'child_self', note: 'Fjalët e kontaktit.' }) };
    await page.getByTestId('case-contact-open').press('Enter');
    await page.getByTestId('case-contact').getByText('Fjalët e kontaktit.').waitFor();
    await accessible(page);
    await page.keyboard.press('Escape');
    await page.getByTestId('case-contact').waitFor({ state: 'detached' });
    service.routes[of('contacts/k1/detach')] = { status: 200, body: full({ contacts: [], rev: 7 }) };
    await page.getByTestId('case-contact-detach').press('Enter');
    await page.getByText('Ende asnjë kontakt').waitFor();
  });
});

describe('a case and the call', () => {
  it.each(['light', 'dark'] as const)('no key writes in a record that is not in sight, and the call is in sight: %s', async (colorScheme) => {
    house();
    const page = await openAs((tab) => scenes.wrapUp(tab), { path: `/cases/${late.code}`, options: { ...office, colorScheme } });
    await page.getByTestId('call-strip').getByText('Pas thirrjes').waitFor();
    await page.getByTestId('case-sheet').waitFor();
    expect(await page.getByTestId('hang-up').count(), 'there is nothing to hang up').toBe(0);
    await shoot(page, `case-call-strip-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('case').focus();
    const before = service.heard.length;
    for (const key of ['1', '8', 'x', 't', 'n', 'r', 'Control+Enter', 'g']) await page.keyboard.press(key);
    await expect.poll(() => service.heard.slice(before).map((m) => m.type), { message: 'only what the strip on top has' }).toEqual(['ready']);
    await page.getByTestId('to-call').press('Enter');
    await page.getByTestId('record').waitFor();
    expect(await page.getByTestId('call-strip').count()).toBe(0);
  });

  it('keeps a half-written note from a new version, and while one is away', async () => {
    house();
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${late.code}` });
    let loads = 0;
    page.on('load', () => loads++);
    await page.getByTestId('case-note').fill('Kanarina tha se');
    await page.getByTestId('nav-desk').click();
    await page.getByTestId('call-card').waitFor();
    service.say({ ...scenes.welcome(), build: 'b2' } as Parameters<typeof service.say>[0]);
    await page.getByTestId('new-version').waitFor();
    await page.goBack();
    await expect.poll(() => page.getByTestId('case-note').inputValue()).toBe('Kanarina tha se');
    expect(loads).toBe(0);
    service.routes[of('notes')] = { status: 200, body: full({ rev: 8 }) };
    await page.getByTestId('case-note-add').press('Enter');
    await expect.poll(() => loads, { message: 'which comes when the note is kept' }).toBe(1);
  });
});
