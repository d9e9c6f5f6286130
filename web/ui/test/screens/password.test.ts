// Every place where a password is typed: nobody reads it over a shoulder, and a password manager or the clipboard may fill it.
import { expect, describe, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browser, open, openAs, service } from './kit';
import * as scenes from './scenes';

const account = { passkeys: [], totp: true, recovery_left: 7, sessions: [], fresh: true, second_factor_required: false };
const refused = (code: string) => ({ status: 403, body: { error: { code, message: '' } } });

const places: Record<string, { boxes: string[]; reach: () => Promise<Page> }> = {
  'signing in': { boxes: ['current-password'], reach: () => open() },
  'choosing one of one’s own': {
    boxes: ['current-password', 'new-password'],
    reach: async () => {
      service.person = { ...scenes.mira, choose_password: true };
      return open();
    },
  },
  'changing it': {
    boxes: ['current-password', 'new-password'],
    reach: async () => {
      service.routes['GET /api/account'] = { status: 200, body: account };
      return openAs((tab) => scenes.view(tab), { path: '/account' });
    },
  },
  'proving who one is': {
    boxes: ['current-password'],
    reach: async () => {
      service.routes['GET /api/account'] = { status: 200, body: account };
      service.routes['POST /api/account/totp/remove'] = refused('prove_again');
      const page = await openAs((tab) => scenes.view(tab), { path: '/account' });
      await page.getByTestId('totp-remove').click();
      await page.getByTestId('proof').waitFor();
      return page;
    },
  },
  'a covered screen': {
    boxes: ['current-password'],
    reach: async () => {
      const page = await openAs((tab) => scenes.view(tab));
      service.say(scenes.view(service.tab, {}, { locked: true }));
      await page.getByTestId('lock').waitFor();
      return page;
    },
  },
};

describe('a password', () => {
  it.each(Object.entries(places))('is masked, and pasted or filled in by a manager: %s', async (name, { boxes, reach }) => {
    const page = await reach();
    const all = page.locator(name === 'proving who one is' ? '[data-testid=proof] input' : 'input[autocomplete$=password]');
    await all.first().waitFor();
    expect(await all.evaluateAll((inputs) => inputs.map((i) => i.getAttribute('autocomplete')))).toEqual(boxes);
    expect(await page.locator('input:not([type=password])[autocomplete$=password]').count(), 'in plain letters').toBe(0);
    await browser.contexts()[0]!.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(() => navigator.clipboard.writeText('një fjalëkalim i gjatë'));
    for (const box of await all.all()) {
      await box.focus();
      await page.keyboard.press('Control+V');
      expect(await box.inputValue()).toBe('një fjalëkalim i gjatë');
    }
  });
});

describe('what a browser keeps', () => {
  it('is how somebody works and which call, and nothing of anybody', async () => {
    const page = await openAs((tab) => scenes.talking(tab, scenes.filled, {}, '1'));
    await page.getByTestId('note').fill('fjalë që nuk mbahen këtu');
    await page.getByTestId('me').click();
    await page.getByTestId('theme-dark').click();
    await page.getByTestId('lang-en').click();
    const kept = await page.evaluate(() => [localStorage, sessionStorage].flatMap((s) => Object.keys(s).map((key) => [key, s.getItem(key) ?? ''])));
    const names = kept.map(([key]) => key);
    expect(names).toContain('alo116.theme');
    const known = ['lang', 'theme', 'letters', 'keys', 'devices', 'volume', 'touched', 'talk', 'closed', 'tab', 'reloaded'].map((n) => `alo116.${n}`);
    expect(names.filter((key) => !known.includes(key as string))).toEqual([]);
    const values = kept.map(([, value]) => value).join(' ');
    for (const never of ['fjalë', scenes.masked.masked, scenes.mira.name, scenes.mira.login, 'Ka dy javë']) expect(values).not.toContain(never);
    expect(await page.evaluate(async () => [document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length])).toEqual(['', 0, 0]);
  });
});
