// Signing in with what a person has, a covered screen whose phone rings, and a person who is let in no longer: the real
// service, Asterisk and PostgreSQL, and Chromium with an authenticator of its own.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { ari, phoneAccounts } from './harness/lab.mjs';
import { password } from './harness/service.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ people: ['arta', 'drita'] });

/** What an app shows for this secret, now (RFC 6238). */
function code(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Types into a box what an app shows, until the service says that it was of now and not of the half minute before; gives that code. */
async function giveCode(page, box, secret) {
  const given = code(secret);
  const answer = page.waitForResponse((r) => r.url().endsWith('/totp'));
  await page.getByTestId(box).fill(given);
  await page.getByTestId(`${box}-go`).click();
  const { error } = await (await answer).json();
  return error?.code === 'other_step' ? giveCode(page, box, secret) : given;
}

/** Gives a page's browser an authenticator that knows its owner. */
async function authenticator(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

test('a passkey is added on the account page, and signs in alone', async () => {
  const named = house.service.url.replace('127.0.0.1', 'localhost'); // passkeys belong to a name
  const page = await house.page();
  await authenticator(page);
  await page.goto(`${named}/account`);
  await page.getByTestId('login').fill('drita');
  await page.getByTestId('password').fill(password);
  await page.getByTestId('sign-in').click();
  await page.getByTestId('passkey-add').click();
  await page.getByTestId('recovery-kept').click();
  await page.getByTestId('passkey').waitFor();
  await page.getByTestId('me').click();
  await page.getByTestId('sign-out').click();
  await page.getByTestId('sign-in-passkey').click();
  await page.getByTestId('board').or(page.getByTestId('account')).first().waitFor();
  await page.evaluate(() => fetch('/api/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"force":true}' }));
  await house.service.run(['user', 'forget-factors', 'drita', '--proof', 'id_seen']);
});

test('a code of an app is the second step', async () => {
  const arta = await house.enter('arta', { path: '/account' });
  const { page } = arta;
  await page.getByTestId('totp-add').click();
  const secret = await page.getByTestId('secret').textContent();
  const used = await giveCode(page, 'first-code', secret);
  const [first] = await page.getByTestId('recovery-codes').locator('code').allTextContents();
  await page.getByTestId('recovery-kept').click();
  await page.getByTestId('totp-on').waitFor();

  const other = await house.page();
  await other.goto(house.service.url);
  await other.getByTestId('login').fill('arta');
  await other.getByTestId('password').fill(password);
  await other.getByTestId('sign-in').click();
  await other.getByTestId('code').fill(used); // it counts no more
  await other.getByTestId('code-go').click();
  await other.getByTestId('sign-in-failure').getByText(/kod/i).waitFor();
  await other.getByTestId('other-factor').click();
  await other.getByTestId('code').fill(first);
  await other.getByTestId('code-go').click();
  await other.getByTestId('me').waitFor();
  await house.service.run(['user', 'forget-factors', 'arta', '--proof', 'id_seen']);
});

test('a covered screen tells nothing, rings, and its call is answered', async () => {
  const arta = await house.atWork('arta');
  await arta.press('l');
  await arta.page.getByTestId('lock').waitFor();
  await until('the service covers her', () => arta.view()?.me.locked === true);
  const child = await house.child('116111');
  await arta.page.getByTestId('locked-call').waitFor();
  assert.equal(arta.view().offer.caller.masked, '');
  await arta.press('Enter');
  await arta.page.locator('[data-testid=locked-call][data-state=talking]').waitFor();
  await until('the talk has sound', async () => (await ari('GET', '/bridges')).some((b) => b.id.startsWith('talk-') && b.channels.length === 2));
  await arta.page.getByTestId('unlock-password').fill(password);
  await arta.press('Enter');
  await arta.is('talking');
  await arta.chooseType('silent');
  await arta.saved();
  await child.leave();
  await arta.is('wrap_up');
});

test('who is disabled from the command line loses screen and phone at once', async (t) => {
  const others = (await phoneAccounts()).map((a) => a.resource);
  const arta = await house.atWork('arta');
  const [account] = (await phoneAccounts(others)).filter((a) => a.state === 'online');
  assert.ok(account, 'her phone is registered');
  const begun = house.service.run(['user', 'disable', 'arta']).then(() => Date.now());
  await arta.page.getByTestId('login').waitFor();
  const out = Date.now();
  await until('her phone account is gone', async () => !(await phoneAccounts()).some((a) => a.resource === account.resource));
  const gone = Date.now();
  const done = await begun;
  t.diagnostic(`after the command was over: screen ${out - done} ms, phone account ${gone - done} ms`);
  await house.service.run(['user', 'enable', 'arta']);
});
