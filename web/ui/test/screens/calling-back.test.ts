// Calling back: offered where the caller said that it is safe, shown while it rings, and what came of it is said.
import { describe, expect, it } from 'vitest';
import type { View } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

const asked = () => service.heard.filter((m) => m.type === 'call_back').map((m) => m.contact);
const safe = (tab: string): View => {
  const view = scenes.wrapUp(tab, scenes.filled) as View;
  return { ...view, contact: { ...view.contact!, call_back: true } };
};
const dialling = (tab: string) => scenes.view(tab, { call: scenes.talk({ state: 'dialling', out: true }) }, { work: 'dialling', call: scenes.call });

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

  it('is not offered where nobody said that it is safe', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab, scenes.filled));
    await page.getByTestId('record').waitFor();
    expect(await page.getByTestId('call-back').count()).toBe(0);
  });
});
