// Who is let in no longer, is given another password or is signed out by somebody else is gone within a second, up to Asterisk: the page and its
// sockets, the browser's phone, and the phone on the desk, each on the real parts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskPhone } from './harness/deskphone.mjs';
import { helpline } from './harness/helpline.mjs';
import { phoneAccounts } from './harness/lab.mjs';
import { password } from './harness/service.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ people: ['arta', 'agim'], settings: { ALO116_DESK_MD5: 'true' } }); // baresip knows nothing else

/** What is done to Arta, each followed by what lets her in as before. From another process too, which tells the service nothing. */
const ways = [
  { name: 'disabled', does: (admin) => ask(admin, '', { disabled: true }), undo: [['user', 'enable', 'arta']] },
  { name: 'given another password', does: (admin) => ask(admin, '/password', {}), undo: [['user', 'password', 'arta', '--own'], `${password}\n`] },
  { name: 'signed out', does: (admin) => ask(admin, '/sign-out', {}) },
  { name: 'disabled by the command line', does: () => typed(['user', 'disable', 'arta']), undo: [['user', 'enable', 'arta']] },
  { name: 'given another password by the command line', does: () => typed(['user', 'password', 'arta', '--own'], `${password}\n`) },
];

for (const { name, does, undo } of ways) {
  test(`${name}: her sockets are closed, and the phones of her browser and of her desk are gone from Asterisk, within a second`, async (t) => {
    const others = (await phoneAccounts()).map((a) => a.resource);
    const phones = () => phoneAccounts(others);
    const admin = await house.enter('agim', { path: '/people' });
    const arta = await house.atWork('arta');
    const desk = await furnish(arta);
    t.after(() => desk.unplug());
    await until('both phones are registered', async () => (await phones()).filter((p) => p.state === 'online').length === 2);

    const begun = await does(admin);
    const gone = await until('both are gone', async () => (await phones()).length === 0 && Date.now());
    const closed = await until('her sockets are closed', () => {
      const ends = ['/ws', '/sip'].map((path) => arta.closed.find((c) => c.at >= begun && c.path === path)?.at);
      return ends.every(Boolean) && Math.max(...ends);
    });
    t.diagnostic(`${name}: sockets closed after ${closed - begun} ms, phones gone from Asterisk after ${gone - begun} ms`);
    assert.ok(closed - begun < 1000 && gone - begun < 1000, `sockets after ${closed - begun} ms, phones after ${gone - begun} ms`);
    await arta.page.getByTestId('login').waitFor();

    const thief = await DeskPhone.plugIn(desk.made);
    t.after(() => thief.unplug());
    await thief.registers('Register: ');
    assert.doesNotMatch(thief.said, /200 OK/, 'it is let in no more');
    if (undo) await house.service.run(...undo);
  });
}

/** A phone for somebody's desk, plugged in and registered; the browser's rings still. */
async function furnish(person) {
  const made = await person.page.evaluate(async () => (await fetch('/api/account/desk-phone', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json());
  const phone = await DeskPhone.plugIn(made);
  phone.made = made;
  await phone.registers();
  return phone;
}

/** An administrator does it at the page's own door; gives when they asked. */
async function ask(admin, path, body) {
  const begun = Date.now();
  const status = await admin.page.evaluate(([to, what]) => fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body: what }).then((r) => r.status),
    [`/api/people/${house.ids.arta}${path}`, JSON.stringify(body)]);
  assert.ok(status < 300, `it is answered with ${status}`);
  return begun;
}

/** Somebody at the server does it; gives when it was written, for the program needs a while to start. */
async function typed(words, input) {
  await house.service.run(words, input);
  const [{ at }] = await house.database.rows(`select extract(epoch from at) * 1000 as at from audit order by n desc limit 1`);
  return Math.round(at);
}
