// Somebody without a mouse: the focus goes only where keys lead it, and every key is pressed where it is.
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

const farthest = 200; // no page has so many stops

/** Goes on with Tab, or another key, until the focus is there; among radio buttons, as the browser wants it, with the arrow. */
export async function reach(there: Locator, key = 'Tab'): Promise<void> {
  await there.waitFor();
  await expect.poll(() => there.isEnabled(), { message: `${there} can be used` }).toBe(true);
  for (let steps = 0; steps < farthest; steps++) {
    const where = await there.evaluate((element) => {
      const at = document.activeElement;
      const both = [at, element].every((e) => e instanceof HTMLInputElement && e.type === 'radio');
      return at === element ? 'there' : both && at?.getAttribute('name') === element.getAttribute('name') ? 'beside' : 'elsewhere';
    });
    if (where === 'there') return;
    await there.page().keyboard.press(where === 'beside' ? 'ArrowDown' : key);
  }
  throw new Error(`${key} does not lead to ${there}`);
}

/** Presses it: a button, a link, a box to tick. */
export async function enter(there: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await reach(there);
  await there.page().keyboard.press(key);
}

/** Writes there, in place of what stands there. */
export async function write(there: Locator, words: string): Promise<void> {
  await reach(there);
  await there.page().keyboard.press('Control+a');
  await there.page().keyboard.type(words);
}

/** Chooses in a list that unfolds. */
export async function pick(there: Locator, value: string): Promise<void> {
  await reach(there);
  const options = await there.locator('option').count();
  for (let steps = 0; steps < options && (await there.inputValue()) !== value; steps++) await there.page().keyboard.press('ArrowDown');
  expect(await there.inputValue()).toBe(value);
}
