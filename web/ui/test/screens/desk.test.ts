// Every state of the desk: its words, its accessibility, its picture, in light and dark.
import { describe, expect, it } from 'vitest';
import type { View } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';

type Scene = { name: string; show: (tab: string) => View; state: string; words: RegExp };

const idle = (presence: 'ready' | 'not_ready', reason = '') => (tab: string) =>
  scenes.view(tab, {}, { presence, reason });
const all: Scene[] = [
  { name: 'not-ready', show: idle('not_ready', 'signed_in'), state: 'not_ready', words: /Jo gati/ },
  { name: 'ready', show: idle('ready'), state: 'ready', words: /Gati/ },
  { name: 'ringing', show: (tab) => scenes.ringing(tab), state: 'ringing', words: /Thirrje për ju · 116-111/ },
  {
    name: 'ringing-anonymous',
    show: (tab) => scenes.ringing(tab, { caller: scenes.anonymous, line: '116000', refused: 1 }),
    state: 'ringing',
    words: /Anonim/,
  },
  {
    name: 'connecting',
    show: (tab) => scenes.view(tab, { call: scenes.talk({ state: 'connecting' }) }, { work: 'connecting' }),
    state: 'connecting',
    words: /Po lidheni/,
  },
  { name: 'talking', show: (tab) => scenes.talking(tab), state: 'talking', words: /Në bisedë · 116-111/ },
  {
    name: 'held',
    show: (tab) => scenes.view(tab, { call: scenes.talk({ held: scenes.now() - 42_000 }), contact: scenes.contact(scenes.filled) }, { work: 'talking', call: scenes.call }),
    state: 'held',
    words: /Telefonuesi dëgjon muzikë/,
  },
  {
    name: 'given',
    show: (tab) => scenes.view(tab, { call: scenes.talk({ state: 'given' }), contact: scenes.contact(scenes.filled) }, { work: 'wrap_up', call: scenes.call }),
    state: 'given',
    words: /Thirrja u kalua/,
  },
  {
    name: 'handed-on',
    show: (tab) => scenes.view(tab, { call: scenes.talk({ state: 'ended' }), contact: null }, { work: 'wrap_up', call: scenes.call }),
    state: 'wrap_up',
    words: /Pas thirrjes/,
  },
  {
    name: 'parked',
    show: (tab) => scenes.view(tab, { unfinished: [scenes.contact(scenes.filled)] }, { call: scenes.call }),
    state: 'parked',
    words: /Telefonuesi në pritje/,
  },
  { name: 'wrap-up', show: (tab) => scenes.wrapUp(tab, scenes.filled), state: 'wrap_up', words: /Pas thirrjes/ },
  {
    name: 'link-down',
    show: (tab) => scenes.view(tab, { link: false }),
    state: 'ready',
    words: /Gati/,
  },
  {
    name: 'unfinished',
    show: (tab) => scenes.view(tab, { unfinished: [scenes.contact({ call_type: 'about_child' })] }),
    state: 'ready',
    words: /Gati/,
  },
];

describe.each(['light', 'dark'] as const)('the desk in %s', (colorScheme) => {
  it.each(all)('$name', async ({ name, show, state, words }) => {
    const page = await openAs(show, { options: { ...office, colorScheme } });
    const card = page.getByTestId('call-card');
    await expect.poll(() => card.getAttribute('data-state')).toBe(state);
    expect(await card.textContent()).toMatch(words);
    await expect.poll(() => page.evaluate(() => document.fonts.status)).toBe('loaded');
    const scrolls = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(scrolls, 'the whole desk fits 1366 × 768').toBeLessThanOrEqual(0);
    await shoot(page, `desk-${name}-${colorScheme}`);
    await accessible(page);
  });
});

describe('the desk', () => {
  it('shows it all in English too', async () => {
    const page = await openAs((tab) => scenes.talking(tab), { person: { ...scenes.mira, lang: 'en' } });
    await page.getByText('In a call · 116-111').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await shoot(page, 'desk-talking-en');
    await accessible(page);
  });

  it.each(['talking', 'ringing', 'wrap-up'])('folds into one column at 200 %% zoom: %s', async (name) => {
    const scene = all.find((s) => s.name === name)!;
    const page = await openAs(scene.show, { options: zoomed });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    await page.screenshot({ fullPage: true });
    await shoot(page, `desk-${name}-zoom`);
    await accessible(page);
  });

  it('says again that it is ready to a service that was started anew', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    service.answer = (message, say) => {
      if (message.type !== 'hello') return;
      say(scenes.welcome());
      say(scenes.view(message.tab, {}, { presence: 'offline', reason: '' }));
      say(scenes.view(message.tab, {}, { presence: 'not_ready', reason: 'signed_in' }));
    };
    service.drop();
    await expect.poll(() => service.heard.at(-1)).toEqual({ type: 'ready' });
    await page.close();
  });

  it('keeps words while the line is lost, says so, and sends them when it is back', async () => {
    const page = await openAs((tab) => scenes.talking(tab, {}, {}, '1'));
    service.away = true;
    service.drop();
    await page.getByTestId('trouble-line_lost').waitFor();
    await page.getByTestId('note').fill('fjalë që nuk humbin');
    await page.getByTestId('note').blur();
    await expect.poll(() => page.getByTestId('save-state').getAttribute('data-safety')).toBe('offline');
    await shoot(page, 'desk-line-lost');
    await accessible(page);
    service.away = false;
    await expect.poll(() => service.heard.findLast((m) => m.type === 'set')).toMatchObject({ value: 'fjalë që nuk humbin' });
  });
});
