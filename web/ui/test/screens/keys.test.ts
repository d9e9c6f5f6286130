// Keys laid on others, and switched off: at once, for this browser, and never in the way of who types.
import { describe, expect, it } from 'vitest';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';
import { enter } from './walking';

const types = () => service.heard.map((m) => m.type);
const hold = { type: 'hold', call: scenes.call };

describe('the keys', () => {
  it.each(['light', 'dark'] as const)('are laid on others by keyboard, clashes are refused in words, and the browser remembers: %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.talking(tab), { options: { ...office, colorScheme } });
    await page.keyboard.press('?');
    const dialog = page.getByTestId('keys-dialog');
    const own = page.getByTestId('key-hold');
    await enter(own);
    await page.getByTestId('keys-how').getByText('Shtypni tastin e ri për: Në pritje').waitFor();
    await page.keyboard.press('x');
    await page.getByTestId('keys-problem').getByText('X është i zënë nga: Shëno rrezik').waitFor();
    await accessible(page);
    await shoot(page, `desk-keys-${colorScheme}`);
    await enter(own);
    await page.keyboard.press('7');
    await page.getByTestId('keys-problem').getByText('Shifrat').waitFor();
    await enter(own);
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible(), 'Escape left the key as it was, and the dialog open').toBe(true);
    await enter(own);
    await page.keyboard.press('q');
    await expect.poll(() => own.textContent()).toContain('Q');
    expect(types()).not.toContain('danger');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByTestId('hold').getAttribute('aria-keyshortcuts')).toBe('Q');
    await page.keyboard.press('h');
    await page.keyboard.press('q');
    await expect.poll(() => service.heard.filter((m) => m.type === 'hold')).toEqual([hold]);

    await page.reload();
    await page.getByTestId('record').waitFor();
    await page.keyboard.press('n');
    await page.getByTestId('note').pressSequentially('qh');
    await page.getByTestId('note').blur();
    await page.keyboard.press('q');
    await expect.poll(() => service.heard.filter((m) => m.type === 'hold')).toEqual([hold, hold]);
    await page.keyboard.press('?');
    await enter(page.getByTestId('keys-reset'));
    await enter(page.getByTestId('keys-dialog-close'));
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('h');
    await expect.poll(() => service.heard.filter((m) => m.type === 'hold').length).toBe(3);
  });

  it('of the form are laid on others too: a direction, a stage, what is not known', async () => {
    const page = await openAs((tab) => scenes.talking(tab, { call_type: 'child_self' }));
    await page.keyboard.press('?');
    for (const [act, key] of [['referral', 'q'], ['stage_after', ';'], ['unknown', 'z']] as const) {
      await page.getByTestId(`key-${act}`).press('Enter');
      await page.keyboard.press(key);
      await expect.poll(() => page.getByTestId(`key-${act}`).textContent()).toContain(key.toUpperCase());
    }
    await page.keyboard.press('Escape');
    await page.getByTestId('keys-dialog').waitFor({ state: 'detached' });
    await page.locator('[data-testid=child_gender][data-code=girl]').focus();
    await page.keyboard.press('z');
    await expect.poll(() => service.heard.findLast((m) => m.type === 'set')).toMatchObject({ field: 'child_gender', value: 'unknown' });
    await page.keyboard.press(';');
    await page.locator('[data-testid=stage-assess][aria-selected=true]').waitFor();
    await page.keyboard.press('q');
    await page.locator('[data-testid=directions][data-code=referral][aria-checked=true]').waitFor();
  });

  it('of the kinds are laid on others too, and then the digit is nothing', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.keyboard.press('?');
    for (const [act, key] of [['kind_8', 'q'], ['kind_more', ';']] as const) {
      await page.getByTestId(`key-${act}`).press('Enter');
      await page.keyboard.press(key);
      await expect.poll(() => page.getByTestId(`key-${act}`).textContent()).toContain(key.toUpperCase());
    }
    await page.getByTestId('key-kind_9').press('Enter');
    await page.keyboard.press('q');
    await page.getByTestId('keys-problem').getByText('Q është i zënë nga: Fëmija flet për veten').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('keys-dialog').waitFor({ state: 'detached' });
    const chip = page.locator('[data-testid=type][data-code=child_self]');
    expect(await chip.getAttribute('aria-keyshortcuts')).toBe('Q');
    await page.keyboard.press('8');
    await page.keyboard.press('q');
    await page.locator('[data-testid=type][data-code=child_self][aria-checked=true]').waitFor();
    await page.locator('#work').focus();
    await page.keyboard.press(';');
    await page.locator('[data-testid=type][data-code=technical]').waitFor();
    await page.keyboard.press('q');
    await page.locator('[data-testid=type][data-code=technical][aria-checked=true]').waitFor();
  });

  it('switched off, are told to nobody and do nothing', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.keyboard.press('?');
    await page.getByTestId('letters').uncheck();
    await page.keyboard.press('Escape');
    await page.getByTestId('keys-dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('h');
    await page.keyboard.press('x');
    expect(await page.getByTestId('hold').getAttribute('aria-keyshortcuts')).toBeNull();
    expect(await page.getByTestId('hang-up').getAttribute('aria-keyshortcuts')).toBe('Escape Escape');
    expect(types()).not.toContain('hold');
    expect(types()).not.toContain('danger');
  });
});
