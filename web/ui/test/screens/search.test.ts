// Looking for contacts with a purpose, opening one, and holding it from the retention rules.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { enter, reach } from './walking';

const purposes = { status: 200, body: { purposes: [{ code: 'callback' }, { code: 'danger' }, { code: 'legal_duty' }, { code: 'other', words: true }] } };
const problem = (status: number, code: string) => ({ status, body: { error: { code, message: '' } } });
const search = 'POST /api/contacts/search';
const ago = (days: number) => Date.now() - days * 24 * 3600_000;
const found = (n: number, change: object = {}) => ({
  id: `c${n}`, line: '116111', choice: 'child', agent: 'a1', name: 'Mira Provë', opened: ago(n), closed: true, form: '2', kind: 'child_self', ...change,
});
const three = [found(1), found(2, { kind: 'silent', name: 'Besa Shembull-Karafilaj' }), found(9, { closed: false, kind: undefined, line: '116000' })];
const opened = (change: object = {}) => scenes.opened('c1', scenes.filled, { cases: true, ...change });
const board = (tab: string) => scenes.view(tab, { board: scenes.board }, { presence: 'not_ready', reason: 'admin' });

/** Looks for words, by keyboard alone. */
async function look(page: Page, words: string): Promise<void> {
  await reach(page.getByTestId('search-words'));
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await reach(page.getByTestId('purpose-callback'));
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

describe('a contact that was found', () => {
  it.each(['light', 'dark'] as const)('begins a case, or comes to one, by keyboard: %s', async (colorScheme) => {
    service.person = scenes.teuta;
    const own = { id: 'id1', code: 'R-2026-0012', status: 'open', owner: 'm1', owner_name: 'Teuta Provë', missing: false, opened: 1 };
    Object.assign(service.routes, { 'GET /api/purposes': purposes, [search]: { status: 200, body: { contacts: three, seen: 57 } },
      'POST /api/contacts/c1/open': { status: 200, body: opened() }, 'GET /api/contacts/c1/cases': { status: 200, body: { case: null, offered: [] } },
      'POST /api/cases/search': { status: 200, body: { cases: [own], today: '2026-03-14' } }, 'POST /api/cases': problem(409, 'in_case') });
    const page = await open('/search', { ...office, colorScheme });
    await page.getByTestId('search-kind').locator('option').nth(1).waitFor({ state: 'attached' });
    await look(page, 'motrën MADHE');
    await enter(page.getByTestId('open-c1'));
    await enter(page.getByTestId('purpose-go'));
    await page.getByTestId('case-begin').waitFor();
    await shoot(page, `search-case-${colorScheme}`);
    await accessible(page);
    await enter(page.getByTestId('case-begin'));
    await page.getByTestId('contact-case-problem').getByText('rasti tjetër').waitFor();
    await enter(page.getByTestId('case-attach'));
    await enter(page.getByTestId('attach-go'));
    await page.getByTestId('attach-problem').getByText('Nuk ka një rast').waitFor();
    await enter(page.getByTestId('offer-R-2026-0012'));
    await shoot(page, `search-attach-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/cases/R-2026-0012/contacts'] = { status: 200, body: { code: 'R-2026-0012' } };
    await enter(page.getByTestId('attach-go'));
    await page.getByTestId('attach').waitFor({ state: 'detached' });
    expect(service.asked.at(-1)).toEqual({ path: '/api/cases/R-2026-0012/contacts', body: { contact: 'c1' } });
    expect(await page.getByTestId('contact-case-go').getAttribute('href')).toBe('/cases/R-2026-0012');
  });
});

describe('a search', () => {
  it.each(['light', 'dark'] as const)('names what it finds, and opens one, by keyboard: %s', async (colorScheme) => {
    service.person = scenes.teuta;
    Object.assign(service.routes, { 'GET /api/purposes': purposes, [search]: { status: 200, body: { contacts: three, seen: 57 } } });
    const page = await open('/search', { ...office, colorScheme });
    await page.getByTestId('search').waitFor();
    await page.getByTestId('search-kind').locator('option').nth(1).waitFor({ state: 'attached' });
    await shoot(page, `search-${colorScheme}`);
    await accessible(page);
    await look(page, 'motrën MADHE');
    await page.getByTestId('found-c9').waitFor();
    expect(await page.getByTestId('found-c1').getByTestId('found-choice').textContent()).toBe('child'); // who sits at no desk is not told its name
    await expect.poll(() => focused(page)).toBe('found-title');
    expect(service.asked.at(-1)?.body).toMatchObject({ text: 'motrën MADHE', purpose: 'callback', before: 0, after: {} });
    await shoot(page, `search-found-${colorScheme}`);
    await accessible(page);

    service.routes['POST /api/contacts/c1/open'] = problem(409, 'break_glass');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('open-c1');
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('purpose-callback').isChecked()).toBe(true); // as they said before
    await enter(page.getByTestId('purpose-go'));
    await page.getByText('njoftohet menjëherë').waitFor();
    service.routes['POST /api/contacts/c1/open'] = { status: 200, body: opened() };
    await enter(page.getByTestId('purpose-go'));
    await page.getByTestId('value-note').getByText('motrën e madhe').waitFor();
    await expect.poll(() => focused(page)).toBe('contact-title');
    expect(await page.getByTestId('hold').count()).toBe(0);
    await shoot(page, `search-opened-${colorScheme}`);
    await accessible(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('open-c1');
  });

  it('leaves nothing behind: no address, no storage, no field that a browser remembers', async () => {
    service.person = scenes.teuta;
    Object.assign(service.routes, { 'GET /api/purposes': purposes, [search]: { status: 200, body: { contacts: three, seen: 3 } } });
    const page = await open('/search');
    const addresses: string[] = [];
    page.on('request', (r) => addresses.push(r.url()));
    await page.getByTestId('search-number').fill('0690000042');
    await look(page, 'kanarina');
    await page.getByTestId('found').waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href, document.title]));
    expect(`${kept} ${addresses.join(' ')}`).not.toMatch(/kanarina|690000042/);
    expect(addresses.length).toBeGreaterThan(0);
    const remembered = await page.locator('form :is(input, select)').evaluateAll((all) => all.filter((e) => e.getAttribute('autocomplete') !== 'off' || e.getAttribute('name')).length);
    expect(remembered).toBe(0);
    await page.reload();
    await page.getByTestId('search-words').waitFor();
    expect(await page.getByTestId('search-words').inputValue()).toBe('');
    expect(await page.getByTestId('found').count()).toBe(0);
  });

  it('says what it cannot look for before it asks what for, and what went wrong', async () => {
    service.person = { ...scenes.teuta, lang: 'en' };
    Object.assign(service.routes, { 'GET /api/purposes': purposes, [search]: problem(503, 'search_busy') });
    const page = await open('/search');
    await page.getByTestId('search-words').fill('at');
    await page.keyboard.press('Enter');
    await page.getByText('words of at least 3 letters, a number').waitFor();
    expect(service.asked).toEqual([]);
    await shoot(page, 'search-bad-en');
    await accessible(page);
    await look(page, 'ention');
    await page.getByText('Another search is under way').waitFor();
    await shoot(page, 'search-busy-en');
    await accessible(page);
    service.routes[search] = { status: 200, body: { contacts: [], seen: 12 } };
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByText('Nothing was found').waitFor();
    await shoot(page, 'search-none-en');
    await accessible(page);
  });

  it('that is too wide says so, and looks on where it left off', async () => {
    service.person = { ...scenes.teuta, lang: 'en' };
    const place = { at: new Date(ago(2)).toISOString(), id: 'c2' };
    Object.assign(service.routes, { 'GET /api/purposes': purposes, [search]: { status: 200, body: { contacts: three.slice(0, 2), seen: 10_000, more: place } } });
    const page = await open('/search', zoomed);
    await look(page, 'school');
    await page.getByText('10000 contacts were looked into, and there are older ones').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.getByTestId('search-on').scrollIntoViewIfNeeded();
    await shoot(page, 'search-more-zoom-en');
    await accessible(page);
    service.routes[search] = { status: 200, body: { contacts: three.slice(2), seen: 5 } };
    await page.getByTestId('search-words').fill('another'); // which is not what was looked for
    await page.getByTestId('search-on').press('Enter');
    await page.getByText('3 contacts were found').waitFor();
    expect(service.asked.at(-1)?.body).toMatchObject({ text: 'school', purpose: 'callback', after: place });
    await page.getByTestId('search-more').waitFor({ state: 'detached' });
  });

  it('is for a day to a day', async () => {
    service.person = scenes.teuta;
    Object.assign(service.routes, { 'GET /api/purposes': purposes, [search]: { status: 200, body: { contacts: [], seen: 0 } } });
    const page = await open('/search');
    await page.getByTestId('search-from').focus();
    await page.keyboard.type('3.3.2026');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2026-04-04');
    await page.keyboard.press('Tab');
    expect(await page.getByTestId('search-until').inputValue()).toBe('4.4.2026');
    await look(page, 'shkolla');
    await page.getByTestId('found').waitFor();
    expect(service.asked.at(-1)?.body).toMatchObject({ from: new Date(2026, 2, 3).getTime(), before: new Date(2026, 3, 5).getTime() });
  });

  it('is offered to a supervisor, and to no counsellor', async () => {
    const supervisor = await openAs(board, { person: scenes.vera });
    await supervisor.getByTestId('nav-more').click();
    await supervisor.getByTestId('nav-search').click();
    await supervisor.getByTestId('search').waitFor();
    await supervisor.getByTestId('nav-desk').click();
    await supervisor.getByTestId('lines').waitFor();
    expect((await supervisor.locator('header').first().boundingBox())!.height).toBeLessThan(64); // one strip, though it has seven pages
    await supervisor.getByTestId('nav-more').click();
    await shoot(supervisor, 'desk-supervisor');
    await accessible(supervisor);
    const counsellor = await openAs((tab) => scenes.view(tab), { path: '/search' });
    await counsellor.getByTestId('call-card').waitFor();
    expect(await counsellor.getByTestId('search').count() + (await counsellor.getByTestId('nav-search').count())).toBe(0);
  });
});

describe('a contact that was opened', () => {
  it.each([true, false])('leads to the desk that calls its caller back, where the service says that one may: %s', async (may) => {
    Object.assign(service.routes, { 'GET /api/purposes': purposes, [search]: { status: 200, body: { contacts: three, seen: 3 } },
      'POST /api/contacts/c1/open': { status: 200, body: opened({ out: true, call_back: may }) } });
    const page = await openAs(board, { person: scenes.vera, path: '/search' });
    await look(page, 'motra');
    await page.getByTestId('open-c1').press('Enter');
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByTestId('contact-out').waitFor();
    await accessible(page);
    expect(await page.getByTestId('contact-call-back').count()).toBe(may ? 1 : 0);
    if (!may) return;
    await page.getByTestId('contact-call-back').press('Enter');
    await page.getByTestId('call-card').waitFor();
    await expect.poll(() => service.heard.filter((m) => m.type === 'call_back').map((m) => m.contact)).toEqual(['c1']);
  });

  it.each(['light', 'dark'] as const)('is held by a supervisor with a reason, and given back, in %s', async (colorScheme) => {
    Object.assign(service.routes, {
      'GET /api/purposes': purposes,
      [search]: { status: 200, body: { contacts: three, seen: 3 } },
      'POST /api/contacts/c1/open': { status: 200, body: opened({ held: false }) },
      'POST /api/contacts/c1/hold': { status: 204 },
      'POST /api/contacts/c1/release': { status: 204 },
    });
    const page = await openAs(board, { person: scenes.vera, path: '/search', options: { ...office, colorScheme } });
    await look(page, 'motra');
    await page.getByTestId('open-c1').press('Enter');
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByTestId('hold-change').press('Enter');
    await page.getByTestId('purpose-legal_duty').focus();
    await page.keyboard.press('Space');
    await page.getByTestId('purpose-words').fill('Gjykata e ka kërkuar');
    await shoot(page, `hold-ask-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('purpose-go').press('Enter');
    await page.getByText('Po mbahet').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('hold-change');
    expect(service.asked.at(-1)).toMatchObject({ path: '/api/contacts/c1/hold', body: { purpose: 'legal_duty', words: 'Gjykata e ka kërkuar' } });
    await shoot(page, `hold-held-${colorScheme}`);
    await accessible(page);
    await page.keyboard.press('Enter');
    await page.getByTestId('purpose-go').press('Enter');
    await page.locator('[data-testid=hold][data-held=false]').waitFor();
    expect(service.asked.at(-1)?.path).toBe('/api/contacts/c1/release');
  });
});
