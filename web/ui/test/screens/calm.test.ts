// Calm: nothing of a caller is told to who only looks on, an untouched screen covers itself, and a page of an old version is
// loaded anew only when nothing can be lost.
import { describe, expect, it } from 'vitest';
import { openAs, service } from './kit';
import * as scenes from './scenes';

/** Tells whether the page was loaded anew since it was marked. */
async function marked(page: Awaited<ReturnType<typeof openAs>>) {
  await page.evaluate(() => ((window as unknown as { mark: boolean }).mark = true));
  return () => page.evaluate(() => (window as unknown as { mark?: boolean }).mark !== true).catch(() => true);
}

describe('a call that rings', () => {
  it('says in the title and aloud that it rings, and nothing of who calls', async () => {
    const page = await openAs((tab) => scenes.ringing(tab));
    await expect.poll(() => page.title()).toBe('● Thirrje për ju · ALO 116');
    expect(await page.getByTestId('announcer').textContent()).not.toMatch(/355|•/);
    expect(await page.evaluate(() => Notification.permission)).not.toBe('granted'); // nothing leaves the page
  });
});

describe('an untouched screen', () => {
  it('covers itself, and shows neither words nor number', async () => {
    service.routes['POST /api/lock'] = { status: 204 };
    const page = await openAs((tab) => scenes.wrapUp(tab, scenes.filled), { person: { ...scenes.mira, lock_after_s: 2 } as typeof scenes.mira });
    await page.getByTestId('lock').waitFor();
    expect(await page.locator('body').textContent()).not.toMatch(/nuk do të shkojë|\+355/);
    expect(service.asked.at(-1)?.path).toBe('/api/lock');
  });
});

describe('a page of an old version', () => {
  it('is loaded anew when the words are saved and nobody waits', async () => {
    const page = await openAs((tab) => scenes.talking(tab, { call_type: 'child_self' }));
    const reloaded = await marked(page);
    await page.getByTestId('stage-closing').click();
    await page.getByTestId('note').fill('ruaje');
    await page.getByTestId('note').blur();
    await expect.poll(() => service.heard.some((m) => m.type === 'set')).toBe(true);
    service.say({ ...scenes.welcome(), build: 'b2' } as Parameters<typeof service.say>[0]);
    await page.getByTestId('new-version').waitFor();
    service.say(scenes.wrapUp(service.tab, { call_type: 'child_self' })); // the work goes on, and the word is not saved
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('wrap_up');
    expect(await reloaded()).toBe(false);
    const set = service.heard.findLast((m) => m.type === 'set') as { id: string; field: string };
    service.say({ type: 'saved', id: set.id, contact: 'c1', field: set.field, rev: 2 });
    await expect.poll(() => page.getByTestId('save-state').getAttribute('data-safety')).toBe('saved');
    expect(await reloaded()).toBe(false); // still at the wrap-up
    service.say(scenes.view(service.tab));
    await expect.poll(reloaded).toBe(true);
    await page.getByTestId('call-card').waitFor(); // it is there again, whole
  });

  it('that the service does not speak with any more waits for the words, too', async () => {
    const page = await openAs((tab) => scenes.talking(tab, { call_type: 'child_self' }));
    const reloaded = await marked(page);
    await page.getByTestId('stage-closing').click();
    await page.getByTestId('note').fill('ende këtu');
    service.say({ type: 'bye', code: 'old_tab' });
    await page.getByTestId('new-version').waitFor();
    expect(await reloaded()).toBe(false);
    expect(await page.getByTestId('note').inputValue()).toBe('ende këtu');
  });

  it('that has nothing to lose is loaded anew at once', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    const reloaded = await marked(page);
    service.say({ type: 'bye', code: 'old_tab' });
    await expect.poll(reloaded).toBe(true);
    await page.getByTestId('call-card').waitFor(); // it is there again, whole
  });
});
