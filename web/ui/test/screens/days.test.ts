// A day is typed as people write it, in the page's language whatever the browser's is; what is no day is said in words, and asks for nothing.
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessible, office, open, service, shoot } from './kit';
import * as scenes from './scenes';

const person = (lang: string) => ({ ...scenes.teuta, lang });
const words = { sq: /Nuk kuptohet\. Shkruani një ditë/, en: /Not understood\. Write a day/ };

const middle = (of: Locator) =>
  of.evaluate((e) => {
    const { top, bottom } = e.getBoundingClientRect();
    return (top + bottom) / 2;
  });

describe.each(['sq', 'en'] as const)('a day, in %s', (lang) => {
  it.each(['en-US', 'de-DE'])('is day, month, year in a browser of %s', async (locale) => {
    service.person = person(lang);
    Object.assign(service.routes, { 'GET /api/purposes': { status: 200, body: { purposes: [{ code: 'callback' }] } } });
    const page = await open('/search', { ...office, locale });
    const from = page.getByTestId('search-from');
    const odd = page.getByTestId('search-from-odd');
    await page.getByTestId('search-words').fill('shkolla');
    const places = () => page.locator('form input, form select, form button, form p:not([role=alert])').evaluateAll((all) => all.map((e) => Math.round(e.getBoundingClientRect().top)));
    const before = await places();
    expect(Math.abs((await middle(page.getByTestId('search-go'))) - (await middle(from))), 'the button stands beside the boxes').toBeLessThanOrEqual(2);
    await from.focus();
    await page.keyboard.type('3/14/2026');
    await page.keyboard.press('Enter');
    await odd.getByText(words[lang]).waitFor();
    expect(await from.getAttribute('aria-invalid')).toBe('true');
    expect(await places(), 'nothing moves').toEqual(before);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid')), 'the focus is where it is odd').toBe('search-from');
    expect(await page.getByTestId('purpose-dialog').count(), 'nothing is looked for').toBe(0);
    await page.keyboard.press('Tab');
    await accessible(page);
    await shoot(page, `day-odd-${lang}`);
    expect(await from.inputValue(), 'it stays as it was typed').toBe('3/14/2026');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('14.3.2026');
    await odd.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByTestId('purpose-dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('purpose-dialog').waitFor({ state: 'detached' });
    expect([await from.inputValue(), await from.getAttribute('placeholder')]).toEqual(['14.3.2026', '14.3.2026']);
  });
});
