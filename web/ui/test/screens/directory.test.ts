// The directory of agencies: looked through by counsellors, looked after by supervisors.
import { describe, expect, it } from 'vitest';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { enter, pick, reach, write } from './walking';

const agency = (id: string, name: string, kind: string, change: object = {}) => ({
  id, rev: 1, name, kind, places: [], phones: [], emails: [], web: '', address: '', hours: '', notes: '', callable: false, active: true, at: '2026-03-01T10:00:00Z', ...change,
});
const unit = agency('u1', 'Njësia për Mbrojtjen e Fëmijës, Bashkia Shkodër', 'njmf', { places: ['al154'], notes: 'Numri do të shtohet nga mbikëqyrësi.' });
const all = [
  unit,
  agency('u2', 'Njësia për Mbrojtjen e Fëmijës, Bashkia Vau i Dejës', 'njmf', { places: ['al155'], phones: ['0000116'], callable: true, hours: 'E hënë–e premte, 8–16' }),
  agency('p1', 'Emergjenca 112', 'police_emergency', { phones: ['112'], callable: true }),
  agency('p2', 'Komisariati i Policisë Shkodër dhe Malësi e Madhe', 'police_local', { places: ['al_10', 'al152'], emails: ['komisariati.shkoder.malesi.e.madhe@example.org'] }),
  agency('s1', 'Strehëza e vjetër', 'shelter', { active: false }),
];
const directory = (may: string[]) => ({ status: 200, body: { agencies: all, may, kinds: [] } });
const fault = (status: number, code: string) => ({ status, body: { error: { code, message: '' } } });
const board = (tab: string) => scenes.view(tab, { board: scenes.board }, { presence: 'not_ready', reason: 'admin' });
const rows = (page: Awaited<ReturnType<typeof open>>) => page.locator('tbody tr').evaluateAll((all) => all.map((row) => row.getAttribute('data-testid')));

describe('the directory', () => {
  it.each(['light', 'dark'] as const)('is looked through as one types, in %s', async (colorScheme) => {
    service.routes['GET /api/directory'] = directory([]);
    const page = await openAs((tab) => scenes.view(tab), { path: '/directory', options: { ...office, colorScheme } });
    await page.getByTestId('agency-s1').waitFor();
    expect((await rows(page)).at(-1)).toBe('agency-s1');
    expect(await page.getByTestId('entry-add').count()).toBe(0);
    await shoot(page, `directory-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('directory-find').focus();
    await page.keyboard.type('njmf vau');
    await expect.poll(() => rows(page)).toEqual(['agency-u2']);
    await page.getByTestId('directory-find').fill('');
    await page.getByTestId('directory-place').selectOption('al154');
    await expect.poll(() => rows(page)).toEqual(['agency-u1', 'agency-p2', 'agency-p1', 'agency-s1']);
    await page.getByTestId('directory-kind').selectOption('police_local');
    await page.getByTestId('open-p2').press('Enter');
    await page.getByTestId('entry-facts').waitFor();
    await shoot(page, `directory-entry-${colorScheme}`);
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('open-p2');
    await page.getByTestId('directory-find').fill('hëna');
    await page.getByText('Nuk u gjet asgjë').waitFor();
  });

  it.each(['light', 'dark'] as const)('is changed by a supervisor, by keyboard, in %s', async (colorScheme) => {
    service.routes['GET /api/directory'] = directory(['change']);
    service.routes['GET /api/directory/u1/versions'] = { status: 200, body: { versions: [{ ...unit, rev: 2, by: 's1', phones: ['0000116'] }, unit], names: { s1: 'Vera Provë' } } };
    const page = await openAs(board, { person: scenes.vera, path: '/directory', options: { ...office, colorScheme } });
    await enter(page.getByTestId('open-u1'));
    service.routes['POST /api/directory/u1'] = fault(422, 'agency_callable');
    await reach(page.getByTestId('entry-callable'));
    await page.keyboard.press('Space');
    await enter(page.getByTestId('entry-name'));
    await page.getByText('Shkruani numrin që do të thirret').waitFor();
    await pick(page.getByTestId('entry-places'), 'al_10');
    await enter(page.getByTestId('entry-places-add'));
    await enter(page.getByTestId('place-al154'));
    await enter(page.getByTestId('entry-history').locator('summary'));
    await page.getByText('Vera Provë').last().waitFor();
    await page.getByTestId('directory-problem').scrollIntoViewIfNeeded();
    await shoot(page, `directory-change-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/directory/u1'] = { status: 200, body: unit };
    await write(page.getByTestId('entry-phones'), '00 00 116; 00 00 117');
    await enter(page.getByTestId('entry-phones'));
    await page.getByTestId('entry-dialog').waitFor({ state: 'hidden' });
    expect(service.asked.filter((a) => a.path === '/api/directory/u1').at(-1)?.body).toMatchObject({ rev: 1, callable: true, places: ['al_10'], phones: ['00 00 116', '00 00 117'] });
  });

  it.each(['light', 'dark'] as const)('asks who changes it to prove that it is they, and then does it: %s', async (colorScheme) => {
    service.routes['GET /api/directory'] = directory(['change']);
    service.routes['POST /api/directory/u1'] = fault(403, 'prove_again');
    const page = await openAs(board, { person: scenes.vera, path: '/directory', options: { ...office, colorScheme } });
    await page.getByTestId('open-u1').press('Enter');
    await page.getByTestId('entry-phones').fill('00 00 116');
    await page.getByTestId('entry-phones').press('Enter');
    await page.getByTestId('proof').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('proof').waitFor({ state: 'detached' });
    expect(await page.getByTestId('directory-problem').filter({ hasText: /./ }).count(), 'who gives up is told nothing').toBe(0);
    await page.getByTestId('entry-phones').press('Enter');
    await page.getByTestId('proof').waitFor();
    await page.keyboard.type('një fjalëkalim'); // the focus is there
    await shoot(page, `directory-proof-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/proof'] = { status: 422, body: { error: { code: 'wrong_password', message: '' } } };
    await page.keyboard.press('Enter');
    await page.getByTestId('proof').getByRole('alert').and(page.locator(':not(:empty)')).waitFor();
    service.routes['POST /api/proof'] = { status: 200, body: scenes.vera };
    service.routes['POST /api/directory/u1'] = { status: 200, body: unit };
    await page.getByTestId('proof-password').fill('një fjalëkalim');
    await page.keyboard.press('Enter');
    await page.getByTestId('entry-dialog').waitFor({ state: 'detached' });
    expect(service.asked.filter((a) => a.path === '/api/directory/u1')).toHaveLength(3);
    expect(service.asked.filter((a) => a.path === '/api/directory/u1').at(-1)?.body).toMatchObject({ phones: ['00 00 116'] });
  });

  it('and the proof that it asks for step aside for a call that rings', async () => {
    service.routes['GET /api/directory'] = directory(['change']);
    service.routes['POST /api/directory/u1'] = fault(403, 'prove_again');
    const page = await openAs(board, { person: scenes.vera, path: '/directory' });
    await page.getByTestId('open-u1').press('Enter');
    await page.getByTestId('entry-name').press('Enter');
    await page.getByTestId('proof-password').fill('gjysma');
    service.say(scenes.ringing(service.tab));
    await page.getByTestId('proof').waitFor({ state: 'hidden' });
    await page.getByTestId('entry-dialog').waitFor({ state: 'hidden' });
    await page.getByTestId('accept').click({ trial: true });
    await accessible(page);
    service.say(board(service.tab));
    await page.getByTestId('proof').waitFor();
    expect(await page.getByTestId('proof-password').inputValue()).toBe('gjysma');
    await page.getByTestId('proof-password').click(); // it is the one in front
    await page.keyboard.press('Escape');
    await page.getByTestId('proof').waitFor({ state: 'detached' });
    await page.getByTestId('entry-name').click();
  });

  it('says so when somebody else was faster, in English and at 200 %', async () => {
    service.person = { ...scenes.teuta, lang: 'en' };
    service.routes['GET /api/directory'] = directory(['change']);
    const page = await open('/directory', zoomed);
    await page.getByTestId('entry-add').press('Enter');
    service.routes['POST /api/directory'] = fault(422, 'agency_kind');
    await page.getByTestId('entry-name').press('Enter');
    await page.getByText('Choose what kind of body it is.').waitFor();
    service.routes['POST /api/directory'] = fault(409, 'changed_meanwhile');
    await page.getByTestId('entry-kind').selectOption('shelter');
    await page.getByTestId('entry-name').fill('Shelter of the test');
    await page.getByTestId('entry-name').press('Enter');
    await page.getByText('Somebody else changed this meanwhile').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await shoot(page, 'directory-add-zoom-en');
    await accessible(page);
  });

  it('is not there for who refers nobody', async () => {
    service.person = { ...scenes.agim };
    service.routes['GET /api/people'] = { status: 200, body: { people: [], may: [], roles: [], skills: [], proofs: [] } };
    const page = await open('/directory');
    await page.getByTestId('people').waitFor();
    expect(await page.getByTestId('nav-directory').count()).toBe(0);
  });
});
