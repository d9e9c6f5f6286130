// What every screen test needs: one Chromium, one service, a page, the accessibility check, pictures.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { View } from '../../src/socket/protocol';
import { mira, phone, welcome } from './scenes';
import { Service } from './service';

const executablePath = process.env.ALO116_CHROMIUM ?? '/usr/bin/chromium';
const shots = process.env.ALO116_SHOTS ?? join(import.meta.dirname, '../../../../.lab/shots');
const args = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
];

/** 1366 × 768, the commonest small screen of an office. */
export const office: BrowserContextOptions = { viewport: { width: 1366, height: 768 } };
/** The same screen at 200 % zoom. */
export const zoomed: BrowserContextOptions = { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 };

export const service = new Service();
export let browser: Browser;
let base = '';
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await chromium.launch({ executablePath, args });
  base = await service.start();
});
afterAll(async () => {
  await browser?.close();
  service.stop();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  const wrong = service.wrong;
  service.reset();
  expect([...complaints.splice(0), ...new Set(wrong)]).toEqual([]);
});

/** Opens the page; every error it has, and every request to somebody else, fails the test. */
export async function open(path = '/', options: BrowserContextOptions = office): Promise<Page> {
  const context = await browser.newContext({ permissions: ['microphone'], ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (m) => m.type() === 'error' && !expected(m.text()) && complaints.push(m.text()));
  page.on('request', (r) => !r.url().startsWith(base) && complaints.push(`asked for ${r.url()}`));
  await page.goto(base + path);
  return page;
}

/** Opens the page signed in, showing what `show` makes for this tab. */
export async function openAs(
  show: (tab: string) => View,
  { person = mira, path = '/', options = office }: { person?: NonNullable<typeof service.person>; path?: string; options?: BrowserContextOptions } = {},
): Promise<Page> {
  service.person = person;
  service.answer = (message, say) => {
    if (message.type !== 'hello') return;
    say(welcome(person));
    say(show(message.tab));
    say(phone);
  };
  const page = await open(path, options);
  await page.getByTestId('me-name').and(page.locator(':not(:empty)')).waitFor();
  if (path === '/' && show('').contact) await page.getByTestId('record').waitFor(); // its form comes by another way
  return page;
}

/** Finds nothing that a person with a disability would stumble over. */
export async function accessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const run = (window as unknown as { axe: typeof axe }).axe;
    const result = await run.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`);
  });
  expect(found).toEqual([]);
}

export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** Refused requests that a test itself brings about are no fault of the page. */
function expected(text: string): boolean {
  return /status of (401|403|404|409|415|422|429|503)|WebSocket connection to|ERR_(CONNECTION|EMPTY)/.test(text);
}
