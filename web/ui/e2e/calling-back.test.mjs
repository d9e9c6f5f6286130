// A child who said that it is safe is called back: their phone rings and sees the line, the two talk, and it is one story with the first
// call. Nobody answers, and it is said in words; who did not say that it is safe is not called.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { trunkAddress } from './harness/lab.mjs';
import { Outside } from './harness/outside.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const rules = policy();
for (const line of rules.lines) line.keep_number = true;
const house = helpline({ rules });
const number = '+355690000042';

test('a child who said that it is safe is called back, and nobody else is', async (t) => {
  const phone = await Outside.open();
  t.after(() => phone.close());
  const arta = await house.atWork('arta');
  const child = await saysYes(arta);
  await child.hangUp();
  await arta.is('wrap_up');
  assert.equal(await arta.page.getByTestId('call-back').count(), 0, 'how it is safe is not said yet');
  await arta.page.getByTestId('callback_safe_note').fill('Pas shkollës, vetëm në këtë numër.');
  await arta.saved();

  await arta.page.getByTestId('call-back').click();
  await arta.is('dialling');
  const invite = await phone.rings();
  assert.ok(invite.startsWith(`INVITE sip:${number}@`) && invite.includes('116111'), 'the child sees the line');
  phone.pickUp();
  await arta.is('talking');
  await phone.voice.listen();
  await until('the child hears the counsellor', () => phone.voice.heard > 50);
  assert.match(await arta.text('caller'), /•/, 'the number stays masked');
  await arta.hangUp();
  await until('the child’s phone is hung up', () => phone.over);
  await arta.is('wrap_up');

  const rows = await until('both contacts are there', async () => {
    const found = await house.database.rows(`select contact.call like 'out-%' as out, call.outgoing, call.caller_key from contact join call on call.id = contact.call order by contact.opened_at`);
    return found.length === 2 && found;
  });
  assert.deepEqual(rows.map((r) => [r.out, r.outgoing]), [[false, false], [true, true]]);
  assert.deepEqual(rows[0].caller_key, rows[1].caller_key, 'they are one caller’s');
  const acts = await house.database.rows(`select actor from audit where action = 'number.called'`);
  assert.deepEqual(acts, [{ actor: arta.id }]);
  assert.ok(!JSON.stringify(await house.database.rows(`select reason from call_event where outgoing`)).includes(number.slice(1)));
});

test('nobody answers: it is said in words, and the counsellor takes the next child', async (t) => {
  const phone = await Outside.open();
  t.after(() => phone.close());
  const arta = await house.atWork('arta');
  await talked(arta);
  await arta.page.getByTestId('call-back').click();
  await phone.rings();
  await arta.is('dialling');
  phone.leave();
  await arta.is('ready');
  assert.equal(await arta.text('fruitless'), 'Nuk u përgjigj askush.');
  await house.child('116111');
  await arta.accept();
  await arta.page.getByTestId('fruitless').waitFor({ state: 'detached' });
});

test('who said that it is not safe is not called back, whatever is written beside it', async () => {
  const arta = await house.atWork('arta');
  await talked(arta);
  await arta.page.getByTestId('call-back').waitFor();
  await arta.choose('callback_ok', 'no');
  await arta.page.getByTestId('call-back').waitFor({ state: 'detached' });
  const [{ id }] = await house.database.rows(`select id from contact order by opened_at desc limit 1`);
  const opened = await arta.page.evaluate(async (contact) => (await fetch(`/api/contacts/${contact}/open`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })).json(), id);
  assert.deepEqual([opened.id, opened.call_back], [id, undefined]);
  assert.equal((await house.database.rows(`select from audit where action = 'number.called' and object = 'contact:${id}'`)).length, 0);
});

/** A child who talks, and says that they may be called back. */
async function saysYes(arta) {
  const child = await house.child('116111', { from: `<sip:${number}@${trunkAddress}>`, headers: [] });
  await arta.accept();
  await arta.chooseType('child_self');
  await arta.stage('facts');
  await unfold(arta);
  await arta.choose('callback_ok', 'yes');
  await arta.saved();
  return child;
}

/** A talk that is over, whose child said that calling back is safe, and how. */
async function talked(arta) {
  const child = await saysYes(arta);
  await arta.page.getByTestId('callback_safe_note').fill('Pas shkollës, vetëm në këtë numër.');
  await arta.saved();
  await child.hangUp();
  await arta.is('wrap_up');
}

async function unfold(person) {
  const fold = person.page.getByTestId('fold-callback');
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
}
