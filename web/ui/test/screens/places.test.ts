// Calling a place outside: from the desk's list, the directory and a case's referral; who is there is told by name, and there is no contact.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { View } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

const called = () => service.heard.filter((m) => m.type === 'call_place').map(({ divert, case: about }) => ({ place: divert, about }));
const unit = { code: '+355690000077', label: { sq: 'Njësia, Bashkia Provë', en: 'Njësia, Bashkia Provë' } };
const nobody = { withheld: false, masked: '' };
const out = { id: 'out-place-1', out: true, place: unit, caller: nobody };
const dialling = (tab: string) => scenes.view(tab, { call: scenes.talk({ ...out, state: 'dialling', connected: 0 }) }, { work: 'dialling', call: out.id });
const talking = (tab: string) => scenes.view(tab, { call: scenes.talk(out) }, { work: 'talking', call: out.id });
const over = (tab: string) => scenes.view(tab, { call: scenes.talk({ ...out, state: 'ended', since: scenes.now() - 5000 }) }, { work: 'wrap_up', call: out.id });
const agency = (id: string, name: string, change: object = {}) => ({
  id, rev: 1, name, kind: 'njmf', places: [], phones: [unit.code], emails: [], web: '', address: '', hours: '', notes: '', callable: true, active: true, at: '2026-03-01T10:00:00Z', ...change,
});

/** Answers who asks where one can call. */
function tellsPlaces(): void {
  service.routes['POST /api/directory/near'] = { status: 200, body: { agencies: [agency('u9', 'Linja e Provës', { phones: ['+355690000078'] })], may: [], kinds: [] } };
  const before = service.answer;
  service.answer = (message, say) => {
    if (message.type !== 'ways') return before(message, say);
    say({ type: 'ways', id: message.id, people: [], skills: [], divert: ['duty'], ask: [], emergency: [{ number: '112', label: { sq: 'Emergjenca', en: 'Emergency' } }] });
  };
}

const state = (page: Page) => page.getByTestId('call-card').getAttribute('data-state');

describe('a place outside', () => {
  it.each(['light', 'dark'] as const)('is chosen at the desk, talked with by its name, and leaves nothing to fill in: %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.view(tab), { options: { ...office, colorScheme } });
    tellsPlaces();
    await page.getByTestId('places').press('Enter');
    await page.locator('[data-whom="+355690000078"]').waitFor();
    await accessible(page);
    await shoot(page, `places-${colorScheme}`);
    await page.locator('[data-whom="112"]').press('Enter');
    await page.getByTestId('places-dialog').waitFor({ state: 'detached' });
    await expect.poll(called).toEqual([{ place: '112', about: undefined }]);
    service.say(dialling(service.tab));
    await expect.poll(() => state(page)).toBe('dialling');
    await page.getByTestId('place').getByText(unit.label.sq).waitFor();
    await page.getByText('Po telefononi').waitFor();
    await accessible(page);
    service.say(talking(service.tab));
    await page.getByText('nuk hapet kontakt').waitFor();
    expect(await page.getByTestId('caller-known').count()).toBe(0);
    await accessible(page);
    await shoot(page, `places-talking-${colorScheme}`);
    service.say(over(service.tab));
    await page.getByText('Thirrja me vendin jashtë mbaroi').waitFor();
    await accessible(page);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => service.heard.filter((m) => m.type === 'wrapup_done').map((m) => m.call)).toEqual([out.id]);
  });

  it('that does not answer is told by its name, and called again by one button; a caller is not meant by it', async () => {
    const safe = (tab: string): View => {
      const view = scenes.wrapUp(tab, scenes.filled) as View;
      return { ...view, contact: { ...view.contact!, call_back: true }, fruitless: { call: out.id, reason: 'busy', at: scenes.now(), place: unit } };
    };
    const page = await openAs(safe);
    await page.getByTestId('fruitless').getByText('Njësia, Bashkia Provë').waitFor();
    await accessible(page);
    await shoot(page, 'places-busy');
    expect(await page.getByTestId('call-back').innerText()).not.toContain('përsëri');
    await page.getByTestId('call-place-again').press('Enter');
    await expect.poll(called).toEqual([{ place: unit.code, about: undefined }]);
  });

  it('is not called in a talk, and a refusal is told in words', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.getByTestId('record').or(page.getByTestId('sheet')).first().waitFor();
    expect(await page.getByTestId('places').isDisabled()).toBe(true);
    service.say(scenes.view(service.tab));
    tellsPlaces();
    await page.locator('[data-testid=places]:enabled').press('Enter');
    await page.locator('[data-whom=duty]').press('Enter');
    await expect.poll(called).toEqual([{ place: 'duty', about: undefined }]);
    service.say({ type: 'refused', id: 'call_place', code: 'no_place' });
    await page.getByText('Ky vend nuk është ndër ata').waitFor();
  });

  it('closes its list when a call rings, and does not bring it back', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    tellsPlaces();
    await page.getByTestId('places').press('Enter');
    await page.getByTestId('places-dialog').waitFor();
    service.say(scenes.ringing(service.tab) as View);
    await page.getByTestId('places-dialog').waitFor({ state: 'detached' });
    service.say(scenes.talking(service.tab) as View);
    await expect.poll(() => state(page)).not.toBe('ringing');
    expect(await page.locator('[data-layer]').count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('of the directory has its button where it may be called: %s', async (colorScheme) => {
    service.routes['GET /api/directory'] = { status: 200, body: { may: [], kinds: [], agencies: [agency('u1', 'Njësia, Bashkia Provë'), agency('u2', 'Pa tast', { callable: false }), agency('u3', 'Mbyllur', { active: false })] } };
    const page = await openAs((tab) => scenes.view(tab), { path: '/directory', options: { ...office, colorScheme } });
    await page.getByTestId('agency-u3').waitFor();
    expect(await page.getByTestId('call-agency').count()).toBe(1);
    await accessible(page);
    await shoot(page, `places-directory-${colorScheme}`);
    await page.getByTestId('agency-u1').getByTestId('call-agency').press('Enter');
    await expect.poll(called).toEqual([{ place: unit.code, about: undefined }]);
    await page.getByTestId('call-card').waitFor(); // the desk shows what becomes of it
  });
});
