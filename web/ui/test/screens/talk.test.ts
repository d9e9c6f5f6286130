// Hold, transfer and take back, by keyboard, in light and dark.
import { describe, expect, it } from 'vitest';
import type { Agency } from '../../src/directory/api';
import type { Ways } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { registered, talk } from './talking';
import { enter, reach } from './walking';

const last = () => service.heard.filter((m) => m.type !== 'beat').at(-1);
const ways: Ways = {
  type: 'ways',
  id: 'ways',
  people: [
    { id: 'b2', name: 'Arben Provë', role: 'social_worker', free: true },
    { id: 's1', name: 'Vera Provë', role: 'supervisor', free: false },
  ],
  skills: ['psychology', 'missing_children'],
  divert: ['duty'],
  ask: [
    { id: 'b2', name: 'Arben Provë', role: 'social_worker', free: true },
    { id: 's1', name: 'Vera Provë', role: 'supervisor', free: false },
  ],
  emergency: [{ number: '112', label: { sq: 'Emergjenca', en: 'Emergency' } }, { number: '129', label: { sq: 'Policia', en: 'Police' } }],
};

const unit: Agency = { id: 'u1', kind: 'njmf', name: 'Njësia, Bashkia Provë', places: ['al224'], phones: ['0000042'], emails: [], web: '', address: '', hours: '', notes: '', callable: true, active: true };

describe('a talk', () => {
  it('is put on hold and taken back by one key', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    const card = page.getByTestId('call-card');
    await page.keyboard.press('h');
    await expect.poll(last).toEqual({ type: 'hold', call: scenes.call });
    service.say(scenes.talking(service.tab, scenes.filled, { held: scenes.now() }));
    await expect.poll(() => card.getAttribute('data-state')).toBe('held');
    expect(await page.getByTestId('hold').getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('h');
    await expect.poll(last).toEqual({ type: 'resume', call: scenes.call });
  });

  it('types an h and a t into the note like any letter', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.keyboard.press('n');
    await page.getByTestId('note').pressSequentially('hth');
    expect(service.heard.map((m) => m.type)).not.toContain('hold');
    expect(service.heard.map((m) => m.type)).not.toContain('ways');
  });

  it.each(['light', 'dark'] as const)('is passed on by keyboard, and taken back: %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.talking(tab), { options: { ...office, colorScheme } });
    await page.getByTestId('call-card').waitFor();
    await page.keyboard.press('t');
    await expect.poll(last).toEqual({ type: 'ways', id: 'ways' });
    service.say(ways);
    await page.getByTestId('transfer-dialog').waitFor();
    await shoot(page, `desk-transfer-${colorScheme}`);
    await accessible(page);
    await reach(page.locator('[data-testid=way][data-way=b2]'));
    await page.keyboard.press('Enter');
    await expect.poll(last).toEqual({ type: 'transfer', call: scenes.call, to: 'b2' });
    await page.getByTestId('transfer-dialog').waitFor({ state: 'detached' });
    service.say(scenes.view(service.tab, { call: scenes.talk({ state: 'given' }), contact: scenes.contact(scenes.filled) }, { work: 'wrap_up', call: scenes.call }));
    await page.getByTestId('take-back').waitFor();
    await page.keyboard.press('t');
    await expect.poll(last).toEqual({ type: 'take_back', call: scenes.call });
  });

  it('is passed on to a place outside, by keyboard', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.getByTestId('call-card').waitFor();
    await page.keyboard.press('t');
    await expect.poll(last).toEqual({ type: 'ways', id: 'ways' });
    service.say(ways);
    await page.locator('[data-testid=way][data-way=duty]').press('Enter');
    await expect.poll(last).toEqual({ type: 'transfer', call: scenes.call, divert: 'duty' });
    await page.getByTestId('transfer-dialog').waitFor({ state: 'detached' });
  });

  it.each(['light', 'dark'] as const)('in danger is noted by one key, which tells whom to call: %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.talking(tab), { options: { ...office, colorScheme } });
    await page.getByTestId('call-card').waitFor();
    await page.keyboard.press('x');
    await expect.poll(() => service.heard).toContainEqual({ type: 'danger', call: scenes.call });
    await expect.poll(last).toMatchObject({ type: 'set', field: 'immediate_danger', value: 'yes' }); // what the record asks of it
    service.say({ type: 'emergency', about: scenes.call, numbers: [{ number: '112', label: { sq: 'Emergjenca', en: 'Emergency' } }, { number: '129', label: { sq: 'Policia', en: 'Police' } }] });
    service.say(scenes.talking(service.tab, scenes.filled, { danger: scenes.now() }));
    await page.getByTestId('danger-noted').getByText('129').waitFor();
    const scrolls = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(scrolls, 'the whole desk fits 1366 × 768').toBeLessThanOrEqual(0);
    await shoot(page, `desk-danger-${colorScheme}`);
    await accessible(page);
  });

  it.each(['light', 'dark'] as const)('in danger brings the child-protection unit of the child’s municipality in by one key, as soon as the place is noted: %s', async (colorScheme) => {
    service.routes['POST /api/directory/near'] = { status: 200, body: { agencies: [unit, { ...unit, id: 'u2', kind: 'police_local', name: 'Komisariati Provë', phones: ['0000043'] }], may: [], kinds: [] } };
    const page = await openAs((tab) => scenes.talking(tab, { ...scenes.filled, place: [] }, { danger: scenes.now() }), { options: { ...office, colorScheme } });
    service.say({ type: 'emergency', about: scenes.call, numbers: ways.emergency });
    await page.getByTestId('no-unit').getByText('Shënoni bashkinë').waitFor();
    await page.keyboard.press('j');
    expect(service.heard.map((m) => m.type)).not.toContain('invite');
    expect(service.asked).toEqual([]);
    const county = { ...scenes.filled, place: ['al_11'] };
    service.say(scenes.view(service.tab, { call: scenes.talk({ danger: scenes.now() }), contact: scenes.contact(county, 2) }, { work: 'talking', call: scenes.call }));
    await expect.poll(() => service.asked).toEqual([{ path: '/api/directory/near', body: { place: 'al_11' } }]);
    await page.getByTestId('no-unit').getByText('Shënoni bashkinë').waitFor(); // a county has no unit of its own
    const values = { ...scenes.filled, place: ['al_11', 'al224'] };
    service.say(scenes.talking(service.tab, values, { danger: scenes.now() }));
    service.say(scenes.view(service.tab, { call: scenes.talk({ danger: scenes.now() }), contact: scenes.contact(values, 3) }, { work: 'talking', call: scenes.call }));
    await page.getByTestId('call-unit').getByText('Njësia, Bashkia Provë').waitFor();
    expect(service.asked.at(-1)).toEqual({ path: '/api/directory/near', body: { place: 'al224' } });
    const scrolls = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(scrolls, 'the whole desk fits 1366 × 768').toBeLessThanOrEqual(0);
    await accessible(page);
    await shoot(page, `desk-danger-unit-${colorScheme}`);
    await page.keyboard.press('j');
    await expect.poll(last).toEqual({ type: 'invite', call: scenes.call, divert: '0000042' });
    const guest = { leg: 2, agent: '', name: '', place: '0000042', state: 'in' as const, since: scenes.now() };
    service.say(scenes.talking(service.tab, values, { danger: scenes.now(), guests: [guest] }));
    await page.getByTestId('guest').getByText('Njësia, Bashkia Provë').waitFor();
    await expect.poll(() => page.getByTestId('call-unit').isDisabled()).toBe(true);
    await page.keyboard.press('c');
    service.say({ ...ways, id: 'guests' });
    await page.locator('[data-testid=whom][data-whom="0000043"]').press('Enter');
    await expect.poll(last).toEqual({ type: 'invite', call: scenes.call, divert: '0000043' });
  });

  it('in danger tells that the unit has no number, and asks again while the service is away', async () => {
    service.routes['POST /api/directory/near'] = { status: 503, body: { error: { code: 'unavailable', message: '' } } };
    const page = await openAs((tab) => scenes.talking(tab, { ...scenes.filled, place: ['al_11', 'al224'] }, { danger: scenes.now() }));
    await expect.poll(() => service.asked.length).toBe(1);
    service.routes['POST /api/directory/near'] = { status: 200, body: { agencies: [{ ...unit, phones: [], callable: false }], may: [], kinds: [] } };
    await page.getByTestId('no-unit').getByText('nuk ka numër në adresar').waitFor();
    expect(await page.getByTestId('call-unit').count()).toBe(0);
  });

  it('keeps its controls in their place while danger fills in', async () => {
    service.routes['POST /api/directory/near'] = { status: 200, body: { agencies: [unit], may: [], kinds: [] } };
    const values = { ...scenes.filled, place: ['al_11', 'al224'] };
    const page = await openAs((tab) => scenes.talking(tab, values));
    const boxes = () => Promise.all(['mute', 'hold', 'invite', 'transfer', 'hang-up', 'danger'].map((id) => page.getByTestId(id).boundingBox()));
    const before = await boxes();
    expect(before).not.toContain(null);
    service.say(scenes.talking(service.tab, values, { danger: scenes.now() }));
    await page.getByTestId('danger-noted').waitFor();
    expect(await boxes(), 'danger is noted').toEqual(before);
    await page.getByTestId('call-unit').waitFor();
    expect(await boxes(), 'the unit is found').toEqual(before);
    service.say({ type: 'emergency', about: scenes.call, numbers: ways.emergency });
    await page.getByTestId('call-help').first().waitFor();
    expect(await boxes(), 'the numbers are there').toEqual(before);
    await shoot(page, 'desk-danger-still');
  });

  it('with three guests says why nobody else can be asked in, and what else was refused', async () => {
    const guest = { agent: '', name: '', state: 'in' as const, since: scenes.now() };
    const three = [2, 3, 4].map((leg) => ({ ...guest, leg, place: `000004${leg}` }));
    const page = await openAs((tab) => scenes.talking(tab, scenes.filled, { danger: scenes.now(), guests: three }));
    service.say({ type: 'emergency', about: scenes.call, numbers: ways.emergency });
    await page.getByTestId('full').getByText('janë tashmë tre').waitFor();
    expect(await page.getByTestId('call-help').evaluateAll((all) => all.map((b) => (b as HTMLButtonElement).disabled))).toEqual([true, true]);
    for (const key of ['e', 'c']) {
      await page.keyboard.press(key);
      await page.getByTestId('notice').getByText('janë tashmë tre').waitFor();
    }
    expect(service.heard.map((m) => m.type).filter((type) => type === 'invite' || type === 'ways')).toEqual([]);
    const refuse = async (code: string, words: string) => {
      service.say({ type: 'refused', id: '', code });
      await page.getByTestId('notice').getByText(words).waitFor();
    };
    await refuse('gone', 'Thirrja nuk është më');
    await refuse('busy', 'janë tashmë tre'); // somebody else's key was quicker
    for (const code of ['not_allowed', 'unavailable']) await refuse(code, 'Nuk u bë');
    await accessible(page);
  });

  it('in danger, with others in it, is one column at 200 % zoom', async () => {
    const guests = [{ leg: 2, agent: '', name: '', place: '112', state: 'in' as const, since: scenes.now() }];
    const page = await openAs((tab) => scenes.talking(tab, scenes.filled, { danger: scenes.now(), guests }), { options: zoomed });
    service.say({ type: 'emergency', about: scenes.call, numbers: ways.emergency });
    await page.getByTestId('call-help').first().waitFor();
    await page.getByTestId('guest').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await reach(page.getByTestId('guest-remove'));
    await accessible(page);
  });

  it('moves nothing for who wants no motion', async () => {
    const moving = (page: Awaited<ReturnType<typeof openAs>>) =>
      page.evaluate(() =>
        [...document.querySelectorAll('*')].filter((e) => {
          const s = getComputedStyle(e);
          return [s.transitionDuration, s.animationDuration].some((all) => all.split(',').some((d) => parseFloat(d) > 0));
        }).length,
      );
    const page = await openAs((tab) => scenes.talking(tab, scenes.filled, { danger: scenes.now() }));
    expect(await moving(page), 'what moves can be told').toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving(page)).toBe(0);
  });

  it('is passed on to a skill', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.getByTestId('call-card').waitFor();
    await page.keyboard.press('t');
    service.say(ways);
    await page.locator('[data-testid=way][data-way=psychology]').click();
    await expect.poll(last).toEqual({ type: 'transfer', call: scenes.call, needs: [{ skill: 'psychology', level: 1 }] });
    await page.getByTestId('transfer-dialog').waitFor({ state: 'detached' });
  });

  it.each(['light', 'dark'] as const)('has somebody asked in by keyboard, with the caller in music or not: %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.talking(tab), { options: { ...office, colorScheme } });
    await page.getByTestId('call-card').waitFor();
    await page.keyboard.press('c');
    await expect.poll(last).toEqual({ type: 'ways', id: 'guests' });
    service.say({ ...ways, id: 'guests' });
    await page.getByTestId('invite-dialog').waitFor();
    await shoot(page, `desk-invite-${colorScheme}`);
    await accessible(page);
    await reach(page.locator('[data-testid=whom][data-whom=s1]'));
    await page.keyboard.press('Enter');
    await expect.poll(() => service.heard.slice(-2)).toEqual([{ type: 'hold', call: scenes.call }, { type: 'invite', call: scenes.call, to: 's1' }]);
    await page.keyboard.press('c');
    service.say({ ...ways, id: 'guests' });
    await enter(page.getByTestId('apart'), 'Space');
    await enter(page.locator('[data-testid=whom][data-whom=duty]'));
    await expect.poll(last).toEqual({ type: 'invite', call: scenes.call, divert: 'duty' });
  });

  it.each(['light', 'dark'] as const)('shows its guests, each muted, held and sent away alone, and is left to one: %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.talking(tab), { options: { ...office, colorScheme } });
    const guest = { agent: '', name: '', place: '', since: scenes.now() };
    service.say({ type: 'emergency', about: scenes.call, numbers: ways.emergency });
    service.say(
      scenes.talking(service.tab, scenes.filled, {
        danger: scenes.now(),
        guests: [{ ...guest, leg: 2, place: '112', state: 'muted' }, { ...guest, leg: 3, agent: 's1', name: 'Vera Provë', state: 'in' }],
      }),
    );
    const [police, vera] = [page.getByTestId('guest').nth(0), page.getByTestId('guest').nth(1)];
    expect(await police.getByTestId('guest-mute').getAttribute('aria-pressed')).toBe('true');
    const scrolls = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(scrolls, 'whoever is in the talk, the whole desk fits 1366 × 768').toBeLessThanOrEqual(0);
    await shoot(page, `desk-conference-${colorScheme}`);
    await accessible(page);
    const say = (m: object) => expect.poll(last).toEqual({ call: scenes.call, ...m });
    await police.getByTestId('guest-mute').press('Enter');
    await say({ type: 'guest', leg: 2, state: 'in' });
    await vera.getByTestId('guest-hold').press('Enter');
    await say({ type: 'guest', leg: 3, state: 'held' });
    await police.getByTestId('guest-remove').press('Enter');
    await say({ type: 'remove', leg: 2 });
    await page.keyboard.press('w');
    await say({ type: 'hand_over', leg: 3 });
  });

  it.each(['light', 'dark'] as const)('has its caller muted alone while others are in it, which is seen, and undone: %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.talking(tab), { options: { ...office, colorScheme } });
    expect(await page.getByTestId('caller-mute').count()).toBe(0);
    const guests = [{ leg: 2, agent: '', name: '', place: '112', state: 'in' as const, since: scenes.now() }];
    service.say(scenes.talking(service.tab, scenes.filled, { guests }));
    await page.getByTestId('caller-mute').press('Enter');
    await expect.poll(last).toEqual({ type: 'caller', call: scenes.call, state: 'muted' });
    service.say(scenes.talking(service.tab, scenes.filled, { guests, muted: scenes.now() }));
    await page.locator('[data-testid=caller-place][data-state=muted]').getByText('pa zë: dëgjon gjithçka').waitFor();
    await shoot(page, `desk-caller-muted-${colorScheme}`);
    await accessible(page);
    service.say(scenes.talking(service.tab, scenes.filled, { guests: [], muted: scenes.now() }));
    await page.getByTestId('caller-mute').press('Enter'); // who is muted can be heard again, also when the others are gone
    await expect.poll(last).toEqual({ type: 'caller', call: scenes.call, state: 'in' });
  });

  it('brings the first emergency number in by one key once danger is noted, and tells when it did not come', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.keyboard.press('x');
    service.say({ type: 'emergency', about: scenes.call, numbers: ways.emergency });
    service.say(scenes.talking(service.tab, scenes.filled, { danger: scenes.now() }));
    await page.getByTestId('danger-noted').getByText('112').waitFor();
    await page.keyboard.press('e');
    await expect.poll(last).toEqual({ type: 'invite', call: scenes.call, divert: '112' });
    const ringing = { leg: 2, agent: '', name: '', place: '112', state: 'ringing' as const, since: scenes.now() };
    service.say(scenes.talking(service.tab, scenes.filled, { danger: scenes.now(), guests: [ringing] }));
    await page.getByTestId('guest').waitFor();
    expect(await page.locator('[data-number="112"]').isDisabled()).toBe(true);
    service.say(scenes.talking(service.tab, scenes.filled, { danger: scenes.now(), guests: [] }));
    await page.getByTestId('notice').getByText('Nuk erdhi').waitFor();
  });

  it.each(['light', 'dark'] as const)('of a colleague is visited with a microphone and a way out, and no record: %s', async (colorScheme) => {
    const visit = (tab: string) => scenes.view(tab, { call: scenes.talk({ host: 'Mira Provë', guest: 'in', held: scenes.now() }) }, { work: 'talking', call: scenes.call });
    const page = await openAs(visit, { options: { ...office, colorScheme } });
    await page.getByTestId('host').getByText('Mira Provë').waitFor();
    await page.keyboard.press('h');
    await page.keyboard.press('x');
    expect(service.heard.map((m) => m.type)).not.toContain('resume');
    expect(await page.getByTestId('hold').count()).toBe(0);
    expect(await page.getByTestId('note').count()).toBe(0);
    await shoot(page, `desk-guest-${colorScheme}`);
    await accessible(page);
  });

  it('leaves nothing to fill in once its record went on with it', async () => {
    const page = await openAs((tab) => scenes.view(tab, { call: scenes.talk({ state: 'ended' }) }, { work: 'wrap_up', call: scenes.call }));
    await page.getByTestId('handed-on').waitFor();
    await page.keyboard.press('Control+Enter');
    await expect.poll(last).toEqual({ type: 'wrapup_done', call: scenes.call });
  });

  it('names what is only a code, where it has no word', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.getByTestId('call-card').waitFor();
    await page.keyboard.press('t');
    service.say({ ...ways, people: [], skills: ['rom'], divert: [] });
    await page.getByText('Askush tjetër nuk merr thirrje tani.').waitFor();
    expect(await page.locator('[data-way=rom]').textContent()).toContain('rom');
  });
});

describe('a talk, beside the desk,', () => {
  it.each(['light', 'dark'] as const)('is in sight with mute, the end of it and the way back: %s', async (colorScheme) => {
    const page = await registered({ ...office, colorScheme });
    await talk(page);
    expect(await page.getByTestId('call-strip').count(), 'the desk has it all').toBe(0);
    await page.getByTestId('nav-directory').click();
    await page.getByTestId('call-strip').getByText('Në bisedë').waitFor();
    await page.keyboard.press('m');
    await page.getByTestId('call-strip').getByText('Mikrofon').first().waitFor();
    await expect.poll(() => page.getByTestId('mute').getAttribute('aria-pressed')).toBe('true');
    await shoot(page, `call-strip-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('to-call').press('Enter');
    expect(await page.getByTestId('mute').getAttribute('aria-pressed')).toBe('true');
    await page.goBack();
    await page.getByTestId('hang-up').press('Enter');
    await page.getByTestId('hang-up').waitFor({ state: 'detached' });
  });
});
