// Calling back: offered where the caller said that it is safe, shown while it rings, and what came of it is said.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { View } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

const asked = () => service.heard.filter((m) => m.type === 'call_back').map((m) => m.contact);
const safe = (tab: string): View => {
  const view = scenes.wrapUp(tab, scenes.filled) as View;
  return { ...view, contact: { ...view.contact!, call_back: true } };
};
const dialling = (tab: string) => scenes.view(tab, { call: scenes.talk({ state: 'dialling', out: true, since: scenes.now() - 8000, connected: 0 }) }, { work: 'dialling', call: scenes.call });

describe('calling back', () => {
  it.each(['light', 'dark'] as const)('is one button after the call, then it rings, and nobody answers: %s', async (colorScheme) => {
    const page = await openAs(safe, { options: { ...office, colorScheme } });
    await page.getByTestId('call-back').waitFor();
    await accessible(page);
    await shoot(page, `desk-call-back-${colorScheme}`);
    await page.getByTestId('call-back').press('Enter');
    await expect.poll(() => asked().length).toBe(1);
    service.say(dialling(service.tab));
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('dialling');
    await page.getByTestId('call-state').getByText('Duke thirrur').waitFor();
    await accessible(page);
    await shoot(page, `desk-dialling-${colorScheme}`);
    service.say(scenes.view(service.tab, { fruitless: { call: 'out-1', reason: 'no_answer', at: scenes.now() } }));
    await page.getByTestId('fruitless').getByText('Nuk u përgjigj askush').waitFor();
    await accessible(page);
  });

  it('is one key, remapped like others, and none where no button is', async () => {
    const page = await openAs(safe);
    await page.getByTestId('call-back').getByText('O', { exact: true }).waitFor();
    await page.keyboard.press('o');
    await expect.poll(asked).toEqual(['c1']);
    await page.keyboard.press('?');
    await page.getByText('Kthe thirrjen, ku ofrohet').waitFor();
    await page.keyboard.press('Escape');
    service.say(scenes.wrapUp(service.tab, scenes.filled) as View);
    await page.getByTestId('call-back').waitFor({ state: 'detached' });
    await page.keyboard.press('o');
    await page.keyboard.press('?'); // what comes of keys comes in order
    await page.getByText('Kthe thirrjen, ku ofrohet').waitFor();
    expect(asked()).toEqual(['c1']);
  });

  it('says so when the database could not tell whether it is safe, and is tried again', async () => {
    const page = await openAs((tab) => ({ ...safe(tab), fruitless: { call: 'out-1', reason: 'unknown', at: scenes.now() } }));
    await page.getByTestId('fruitless').getByText('Provoni sërish pas pak').waitFor();
    await accessible(page);
    await page.getByTestId('call-back').press('Enter');
    await expect.poll(() => asked().length).toBe(1);
  });

  it('is not offered where nobody said that it is safe', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab, scenes.filled));
    await page.getByTestId('record').waitFor();
    expect(await page.getByTestId('call-back').count()).toBe(0);
  });
});

describe('a line that keeps no number', () => {
  const unkept = (tab: string): View => {
    const view = scenes.talking(tab, scenes.filled) as View;
    return { ...view, contact: { ...view.contact!, number_kept: false } };
  };
  const asks = async (page: Page) => {
    await page.getByTestId('stage-facts').click();
    await page.getByTestId('fold-callback').click();
    return page.getByTestId('q-callback_ok');
  };

  it.each(['light', 'dark'] as const)('says so beside the question whether one may call back, and reveals nothing: %s', async (colorScheme) => {
    const page = await openAs(unkept, { options: { ...office, colorScheme } });
    await page.getByTestId('caller').getByText('+355').waitFor();
    expect(await page.getByTestId('reveal').count()).toBe(0);
    const question = await asks(page);
    await question.getByTestId('number-unkept').getByText('Numri nuk ruhet').waitFor();
    expect(await page.getByTestId('number-unkept').count(), 'once').toBe(1);
    await accessible(page);
    await shoot(page, `form-number-unkept-${colorScheme}`);
  });

  it('is no other line’s', async () => {
    const page = await openAs((tab) => scenes.talking(tab, scenes.filled));
    await page.getByTestId('reveal').waitFor();
    const question = await asks(page);
    await question.waitFor();
    expect(await page.getByTestId('number-unkept').count()).toBe(0);
  });
});

const values = { call_type: 'child_self', note: 'Foli për shkollën.', callback_ok: 'yes', callback_safe_note: 'Pas shkollës, vetëm në këtë numër.' };
const opened = (change: object = {}) => scenes.opened('e1', values, { call_back: true, ...change });
const listed = { id: 'e1', line: '116111', agent: 'a1', name: 'Mira Provë', form: '2', opened: scenes.now() - 9 * 24 * 3600_000, closed: true, open: true, out: true, values };
const known = { call: scenes.call, state: 'known' as const, contacts: 1, last: scenes.now(), silent: 0, place: '', cases: [], approaches: [] };
const after = (tab: string): View => ({ ...scenes.wrapUp(tab, scenes.filled), context: known }) as View;

/** Opens the earlier contact in the history of the caller at hand. */
async function earlier(scene: (tab: string) => View, colorScheme: 'light' | 'dark', contact: object): Promise<Page> {
  service.routes['POST /api/contacts/e1/open'] = { status: 200, body: contact };
  const page = await openAs(scene, { options: { ...office, colorScheme } });
  const before = service.answer;
  service.answer = (message, say) => {
    if (message.type === 'history') say({ type: 'history', id: message.id, about: message.call, contacts: [listed], more: false });
    else before(message, say);
  };
  await page.getByTestId('history-open').click();
  await page.getByTestId('earlier-e1').getByText('Thirrje dalëse').waitFor();
  await page.getByTestId('earlier-open').click();
  await page.getByTestId('value-note').waitFor();
  return page;
}

describe('a contact that is opened', () => {
  it.each(['light', 'dark'] as const)('in the history says that a counsellor had called, and how its caller is called back: %s', async (colorScheme) => {
    const page = await earlier(after, colorScheme, opened({ out: true }));
    await page.getByTestId('contact-out').getByText('Thirrje dalëse').waitFor();
    await accessible(page);
    await shoot(page, `caller-history-call-back-${colorScheme}`);
    await page.keyboard.press('o');
    await expect.poll(asked).toEqual(['e1']);
    await page.getByTestId('history').waitFor({ state: 'detached' });
    service.say(dialling(service.tab));
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('dialling');
  });

  it('calls nobody in the middle of a talk, and says when it may', async () => {
    const page = await earlier((tab) => ({ ...scenes.talking(tab), context: known }) as View, 'light', opened());
    expect(await page.getByTestId('contact-call-back').isDisabled()).toBe(true);
    await page.getByTestId('contact-call').getByText('sapo të jeni i lirë').waitFor();
    expect(await page.getByTestId('contact-out').count()).toBe(0);
    await accessible(page);
  });

  it('has no button where the service does not say that it may', async () => {
    const page = await earlier(after, 'light', opened({ call_back: undefined }));
    expect(await page.getByTestId('contact-call-back').count()).toBe(0);
  });
});
