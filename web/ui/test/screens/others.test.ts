// Signing in and out, the board, the person's menu, and the ends of a tab.
import { describe, expect, it } from 'vitest';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { enter, reach } from './walking';

describe('signing in', () => {
  it.each(['light', 'dark'] as const)('is one calm card in %s', async (colorScheme) => {
    const page = await open('/', { ...office, colorScheme });
    await page.getByTestId('login').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('login');
    await shoot(page, `sign-in-${colorScheme}`);
    await accessible(page);
  });

  it('says what went wrong, in both languages', async () => {
    const page = await open();
    service.signIn = { status: 401, body: { error: { code: 'wrong_login', message: '' } } };
    await page.getByTestId('sign-in').click();
    await page.getByText('Shkruani emrin e përdoruesit').waitFor();
    await page.getByTestId('login').fill('mira');
    await page.getByTestId('password').fill('gabim');
    await page.keyboard.press('Enter');
    await page.getByText('nuk është i saktë').waitFor();
    await shoot(page, 'sign-in-wrong');
    await accessible(page);
    service.signIn = { status: 429, body: { error: { code: 'too_many_tries', message: '' } }, headers: { 'Retry-After': '30' } };
    await page.keyboard.press('Enter');
    await page.getByText(/pas (30|29) sekondash/).waitFor();
    await page.getByTestId('lang-en').click();
    await page.getByText(/Try again in \d+ seconds/).waitFor();
    await shoot(page, 'sign-in-too-many-en');
    await accessible(page);
  });

  it('leads to the desk, and out again', async () => {
    const page = await open('/', zoomed);
    await page.getByTestId('login').waitFor();
    service.person = scenes.mira;
    service.answer = (message, say) => {
      if (message.type !== 'hello') return;
      say(scenes.welcome());
      say(scenes.view(message.tab));
    };
    await page.getByTestId('login').fill('mira');
    await page.getByTestId('password').fill('mira');
    await page.keyboard.press('Enter');
    await page.getByTestId('call-card').waitFor();
    await page.getByTestId('me').click();
    await shoot(page, 'me-menu-zoom');
    await page.getByTestId('sign-out').click();
    await page.getByTestId('login').waitFor();
    await accessible(page);
  });
});

describe('the board', () => {
  const show = (tab: string) => scenes.view(tab, { board: scenes.board }, { presence: 'not_ready', reason: 'admin' });

  it.each(['light', 'dark'] as const)('shows the floor in %s', async (colorScheme) => {
    const page = await openAs(show, { person: scenes.vera, options: { ...office, colorScheme } });
    await page.getByTestId('board').waitFor();
    expect(await page.getByTestId('board-waiting-116111').textContent()).toBe('2');
    expect(await page.getByTestId('board-abandoned-116111').textContent()).toBe('3');
    const first = page.getByTestId('board-agents').locator('tbody tr').first();
    expect(await first.textContent()).toContain('Drita Shembull');
    await shoot(page, `board-${colorScheme}`);
    await accessible(page);
  });

  it.each(['light', 'dark'] as const)('shows who is in a talk, and on every other page a supervisor is told of danger, once: %s', async (colorScheme) => {
    const guests = [{ leg: 2, agent: '', name: '', place: '112', state: 'in' as const, since: scenes.now() }];
    const [first, ...calls] = scenes.board.calls;
    const danger = { ...scenes.board, calls: [{ ...first!, danger: scenes.now(), guests }, ...calls] };
    const page = await openAs((tab) => ({ ...show(tab), board: danger }), { person: scenes.vera, path: '/desk', options: { ...office, colorScheme } });
    await page.getByTestId('danger-bar').getByText('U shënua rrezik në bisedën e: Mira Provë').waitFor();
    await accessible(page);
    await shoot(page, `desk-danger-elsewhere-${colorScheme}`);
    await page.getByTestId('danger-board').press('Enter');
    await page.getByTestId('board-guest').getByText('112 · në bisedë').waitFor();
    expect(await page.getByTestId('danger-bar').count()).toBe(0);
    await accessible(page);
    await shoot(page, `board-danger-${colorScheme}`);
    await page.getByRole('link', { name: 'Tavolina' }).click();
    await page.getByTestId('call-card').waitFor();
    expect(await page.getByTestId('danger-bar').count(), 'what was seen on the board is not told again').toBe(0);
    service.say({ ...show(service.tab), board: { ...danger, calls: danger.calls.map((c) => ({ ...c, danger: scenes.now() })) } });
    await page.getByTestId('danger-bar').getByText('Genti Provë').waitFor();
    expect(await page.getByTestId('danger-bar').textContent()).not.toContain('Mira');
    await page.getByTestId('danger-seen').press('Enter');
    await page.getByTestId('danger-bar').waitFor({ state: 'detached' });
  });

  it('tells that a line is closed, and when it opens', async () => {
    const page = await openAs(
      (tab) => {
        const view = show(tab);
        Object.assign(view.lines[0]!, { open: false, opens: Date.now() + 3600_000 });
        return view;
      },
      { person: scenes.vera },
    );
    await page.getByTestId('board-line-116000').getByText(/e mbyllur, hapet/).waitFor();
    await page.getByTestId('nav-desk').click();
    await page.getByTestId('closed-116000').waitFor();
    await shoot(page, 'desk-line-closed');
    await accessible(page);
  });

  it('explains a figure on focus, and Escape hides it', async () => {
    const page = await openAs(show, { person: { ...scenes.vera, lang: 'en' } });
    const figure = page.getByTestId('board-line-116111').getByRole('button', { name: 'Gave up' });
    await figure.focus();
    const words = page.getByTestId('board-line-116111').getByText('Callers who hung up today');
    await words.waitFor();
    const box = (await words.boundingBox())!;
    expect(box.x + box.width).toBeLessThanOrEqual(1366);
    await shoot(page, 'board-definition-en');
    await page.keyboard.press('Escape');
    await words.waitFor({ state: 'hidden' });
  });

  it.each(['light', 'dark'] as const)('puts a caller first, or keeps them for somebody, by keyboard: %s', async (colorScheme) => {
    const page = await openAs(show, { person: scenes.vera, options: { ...office, colorScheme } });
    await reach(page.getByTestId('call-menu-alo-1.15'));
    await page.keyboard.press('Enter');
    await page.getByTestId('call-first').waitFor();
    expect(await page.getByTestId('call-keep-a3').count()).toBe(0); // has a meal
    expect(await page.getByTestId(`call-menu-${scenes.call}`).count()).toBe(0); // is talked with
    await shoot(page, `board-call-menu-${colorScheme}`);
    await accessible(page);
    await page.keyboard.press('Enter');
    await page.getByTestId('call-first').waitFor({ state: 'detached' });
    await enter(page.getByTestId('call-menu-alo-1.15'));
    await reach(page.getByTestId('call-keep-a2'), 'ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => service.heard.filter((m) => m.type === 'prioritise' || m.type === 'assign')).toEqual([
      { type: 'prioritise', call: 'alo-1.15', priority: 1000 },
      { type: 'assign', call: 'alo-1.15', to: 'a2' },
    ]);
    await enter(page.getByTestId('call-menu-alo-1.16'));
    expect(await page.locator('[data-testid^=call-keep-]').count()).toBe(0); // rings already
  });

  it('goes to the desk and back by link, and rings there too', async () => {
    const page = await openAs(show, { person: scenes.vera, path: '/board' });
    service.say(scenes.view(service.tab, { board: scenes.board, offer: scenes.offer() }, { work: 'ringing' }));
    await page.getByTestId('offer-strip').waitFor();
    await shoot(page, 'board-ringing');
    await accessible(page);
    await page.getByTestId('nav-desk').click();
    await page.getByTestId('call-card').waitFor();
    expect(new URL(page.url()).pathname).toBe('/desk');
    await page.goBack();
    await page.getByTestId('board').waitFor();
  });

  it('folds at 200 % zoom', async () => {
    const page = await openAs(show, { person: scenes.vera, options: zoomed });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    await shoot(page, 'board-zoom');
    await accessible(page);
  });
});

describe('a tab', () => {
  it.each(['light', 'dark'] as const)('says that the desk is open elsewhere, and does not come back by itself: %s', async (colorScheme) => {
    const page = await openAs((tab) => scenes.view(tab), { options: { ...office, colorScheme } });
    service.say({ type: 'bye', code: 'replaced' });
    await page.getByTestId('use-here').waitFor();
    await shoot(page, `over-replaced-${colorScheme}`);
    await accessible(page);
  });

  it('goes to sign in when the session ended', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    service.person = null;
    service.say({ type: 'bye', code: 'signed_out' });
    await page.getByText('Dolët nga puna').waitFor();
  });

  it('reloads for a new version when nothing can be lost, and not before', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    let loads = 0;
    page.on('load', () => loads++);
    service.say({ ...scenes.welcome(), build: 'b2' } as Parameters<typeof service.say>[0]);
    await page.getByTestId('new-version').waitFor();
    await shoot(page, 'desk-new-version');
    await accessible(page);
    expect(loads).toBe(0);
    service.say(scenes.view(service.tab));
    await expect.poll(() => loads).toBe(1);
  });

  it('an open menu steps aside for a call that rings', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    await page.getByTestId('me').click();
    await page.getByRole('menu').waitFor();
    service.say(scenes.ringing(service.tab));
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('a'); // the page's own keys do not rest any more
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('connecting');
  });

  it('changes language and theme from the person’s menu', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    await page.getByTestId('me').click();
    await shoot(page, 'me-menu');
    await accessible(page);
    await page.getByTestId('theme-dark').click();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(18, 25, 27)');
    await page.getByTestId('lang-en').click();
    await page.getByText('The next call rings here.').waitFor();
  });
});
