// The second step of signing in, the account page, and the covered screen: each state, light and dark, and by keyboard.
import { expect, describe, it } from 'vitest';
import type { Page } from 'playwright-core';
import { accessible, office, open, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

const qr = ['#######.#', '#.....#..', '#.###.##.', '#.###.#.#', '#.###.#..', '#.....##.', '#######.#', '.......##', '#.##.#.##']; // a corner of one: it is the drawing that is looked at
const ago = (s: number) => Date.now() - s * 1000;
const account = {
  passkeys: [{ id: 'k1', name: 'Laptopi i zyrës', added: ago(864_000), used: ago(3600) }],
  totp: true,
  recovery_left: 7,
  sessions: [
    { id: 's1', browser: 'Firefox', began: ago(7200), seen: ago(20), current: true },
    { id: 's2', browser: 'Chrome', began: ago(90_000), seen: ago(40_000), current: false },
  ],
  fresh: true,
  second_factor_required: false,
};
const codes = Array.from({ length: 10 }, (_, i) => `abcd-efgh-2345-67${i}x`);

/** The picture as it is seen: each square of it dark or light, without the light ones around. */
async function drawn(page: Page): Promise<string[]> {
  const png = (await page.getByTestId('qr').screenshot()).toString('base64');
  const blank = await page.context().newPage(); // it may read a picture that is written into it, which ours may not
  const dark = await blank.evaluate(async ([data, squares]) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    canvas?.drawImage(picture, 0, 0);
    const middle = (n: number) => Math.floor(((n + 0.5) * picture.width) / squares);
    const each = Array.from({ length: squares }, (_, n) => n);
    return each.map((y) => each.map((x) => ((canvas?.getImageData(middle(x), middle(y), 1, 1).data[0] ?? 255) < 128 ? '#' : '.')).join(''));
  }, [png, qr.length + 8] as const);
  await blank.close();
  const edge = dark.filter((row, y) => y < 4 || y >= qr.length + 4 || /#/.test(row.slice(0, 4) + row.slice(-4)));
  expect(edge.join('')).not.toContain('#');
  return dark.slice(4, -4).map((row) => row.slice(4, -4));
}

describe('the second step', () => {
  it.each(['light', 'dark'] as const)('asks for a code in %s', async (colorScheme) => {
    service.signIn = { status: 401, body: { error: { code: 'second_factor', message: '' }, factors: ['passkey', 'totp', 'recovery'] } };
    const page = await open('/', { ...office, colorScheme });
    await page.getByTestId('login').fill('mira');
    await page.getByTestId('password').fill('mira');
    await page.keyboard.press('Enter');
    await page.getByTestId('second-factor').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('code');
    await shoot(page, `second-factor-${colorScheme}`);
    await accessible(page);
  });

  it('says that a code is wrong, and takes a recovery code instead', async () => {
    service.doors = { due: 'second_factor', factors: ['totp', 'recovery'], oidc: 'Ministria' };
    service.routes['POST /api/sign-in/totp'] = { status: 422, body: { error: { code: 'wrong_code', message: '' } } };
    const page = await open();
    await page.getByTestId('code').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('Kodi nuk është i saktë').waitFor();
    service.routes['POST /api/sign-in/totp'] = { status: 422, body: { error: { code: 'other_step', message: '' } } };
    await page.getByTestId('code').fill('123456');
    await page.keyboard.press('Enter');
    await page.getByText('rregulloni orën e telefonit').waitFor();
    await shoot(page, 'second-factor-other-step');
    await accessible(page);
    await page.getByTestId('other-factor').click();
    await page.getByText('Kodi i rezervës').waitFor();
    await accessible(page);
    await page.getByTestId('begin-again').click();
    await page.getByTestId('sign-in-oidc').waitFor();
    await shoot(page, 'sign-in-oidc');
    await accessible(page);
  });

  it.each(['light', 'dark'] as const)('adds an app where one is required, shows the recovery codes, and leads in: %s', async (colorScheme) => {
    service.doors = { due: 'enrol', factors: ['passkey', 'totp'] };
    service.routes['POST /api/sign-in/enrol/totp/begin'] = { status: 200, body: { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', qr } };
    service.routes['POST /api/sign-in/enrol/totp'] = { status: 200, body: { recovery: codes, me: scenes.mira } };
    const page = await open('/', { ...office, colorScheme });
    await page.getByTestId('enrol').waitFor();
    await shoot(page, `enrol-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('enrol-codes').click();
    expect(await drawn(page)).toEqual(qr);
    await page.getByTestId('first-code').fill('123456');
    await shoot(page, `enrol-app-${colorScheme}`);
    await accessible(page);
    await page.keyboard.press('Enter');
    await page.getByTestId('recovery-codes').waitFor();
    await shoot(page, `recovery-codes-${colorScheme}`);
    await accessible(page);
    service.person = scenes.mira;
    await page.getByTestId('recovery-kept').click();
    await page.getByTestId('me').waitFor();
  });

  it('tells what came back from the organisation', async () => {
    const page = await open('/?failure=oidc_unknown');
    await page.getByText('Organizata ju njeh').waitFor();
    expect(new URL(page.url()).search).toBe('');
    await accessible(page);
  });
});

describe('the account page', () => {
  it.each(['light', 'dark'] as const)('shows all of it in %s', async (colorScheme) => {
    service.routes['GET /api/account'] = { status: 200, body: account };
    const page = await openAs((tab) => scenes.view(tab), { path: '/account', options: { ...office, colorScheme } });
    await page.getByTestId('passkey').waitFor();
    await shoot(page, `account-${colorScheme}`);
    await accessible(page);
  });

  it('asks for a proof before a change, and then does it', async () => {
    service.routes['GET /api/account'] = { status: 200, body: account };
    service.routes['POST /api/account/totp/remove'] = { status: 403, body: { error: { code: 'prove_again', message: '' } } };
    service.routes['POST /api/proof'] = { status: 200, body: scenes.mira };
    const page = await openAs((tab) => scenes.view(tab), { path: '/account' });
    await page.getByTestId('totp-remove').click();
    await page.getByTestId('proof').waitFor();
    await shoot(page, 'account-proof');
    await accessible(page);
    service.routes['POST /api/account/totp/remove'] = { status: 204 };
    await page.getByTestId('proof-password').fill('mira');
    await page.keyboard.press('Enter');
    await page.getByText('Aplikacioni u hoq.').waitFor();
  });
});

describe('a covered screen', () => {
  const covered = (view: ReturnType<typeof scenes.view>) => ({
    ...view,
    me: { ...view.me, locked: true },
    contact: null,
    unfinished: [],
    closed: [],
    offer: view.offer && { ...view.offer, caller: { withheld: false, masked: '' } },
    call: view.call && { ...view.call, caller: { withheld: false, masked: '' } },
  });

  it.each(['light', 'dark'] as const)('shows nothing of the desk in %s', async (colorScheme) => {
    const talking = (tab: string) => scenes.talking(tab, scenes.filled, {}, '1'); // its note is on the first page
    const page = await openAs(talking, { options: { ...office, colorScheme } });
    await page.getByTestId('note').waitFor();
    service.say(covered(talking(service.tab)));
    await page.getByTestId('lock').waitFor();
    const words = await page.evaluate(() => document.body.innerText + document.body.innerHTML);
    expect(words).not.toContain('Ka dy javë');
    expect(words).not.toContain(scenes.masked.masked);
    await shoot(page, `locked-talking-${colorScheme}`);
    await accessible(page);
    service.say(talking(service.tab));
    await page.getByTestId('note').waitFor();
    expect(await page.getByTestId('note').inputValue()).toContain('Ka dy javë');
  });

  it('rings, and Enter answers', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    service.say(covered(scenes.view(service.tab)));
    await page.getByTestId('lock').waitFor();
    await shoot(page, 'locked');
    await accessible(page);
    service.say(covered(scenes.ringing(service.tab)));
    await page.getByTestId('locked-call').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('accept');
    await shoot(page, 'locked-ringing');
    await accessible(page);
  });

  it('is covered by its key at once, and uncovered by the password', async () => {
    service.routes['POST /api/lock'] = { status: 204 };
    service.routes['POST /api/proof'] = { status: 422, body: { error: { code: 'wrong_password', message: '' } } };
    const page = await openAs((tab) => scenes.view(tab));
    await page.getByTestId('call-card').waitFor();
    await page.keyboard.press('l');
    await page.getByTestId('lock').waitFor();
    service.say(covered(scenes.view(service.tab)));
    await page.getByTestId('unlock-password').fill('gabim');
    await page.keyboard.press('Enter');
    await page.getByText('Fjalëkalimi nuk është i saktë.').waitFor();
    service.routes['POST /api/proof'] = { status: 200, body: scenes.mira };
    await page.getByTestId('unlock-password').fill('mira');
    await page.keyboard.press('Enter');
    await page.getByTestId('call-card').waitFor();
  });
});
