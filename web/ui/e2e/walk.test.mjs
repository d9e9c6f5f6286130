// The walk of one call, from the child's phone to the row that is kept of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { answered } from './harness/counsellor.mjs';
import { helpline } from './harness/helpline.mjs';
import { ari, setting } from './harness/lab.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ rules: JSON.parse(readFileSync(setting('ALO116_POLICY_FILE'), 'utf8')) });
// How loud the child's speech and the counsellor's test tone are at least, and the coded silence at most.
const loud = 0.01;
const quiet = 0.002;
const note = 'Fëmija pyet për shkollën; fjala sekrete është portokall.';

test('a child calls, a counsellor answers, both are heard, and the outcome is kept', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const child = await house.child('116111', { number: '+355690000042' });
  await board.shows(t, 'a call came', child.dialledAt, (b) => b.lines['116111'].offered === 1 && b.calls[child.leg]);

  await arta.is('ringing');
  assert.match(await arta.text('call-state'), /116-111/);
  assert.equal(await arta.text('caller'), '+355 69 ••• •• 42');
  await board.shows(t, 'it rings at Arta', await arta.rangAt(), (b) => b.agents[arta.id]?.state === 'ringing');
  await arta.accept();
  const answered = await arta.answeredAt(200);
  await board.shows(t, 'they talk', answered, (b) => b.calls[child.leg]?.state === 'talking' && b.agents[arta.id]?.state === 'talking');
  await board.shows(t, 'it is counted as answered', answered, (b) => b.lines['116111'].answered === 1 && b.lines['116111'].waiting === 0);

  await bothAreHeard(arta, child);

  await arta.chooseType('child_self');
  await arta.chooseDirection('counselling');
  await arta.answer();
  await arta.write(note);
  await arta.saved();
  await child.hangUp();
  assert.equal(child.code, 0);
  await board.shows(t, 'the call is over', child.hungUpAt, (b) => b.agents[arta.id]?.state === 'wrap_up' && !b.calls[child.leg]);
  await arta.is('wrap_up');
  await arta.page.reload();
  await arta.is('wrap_up');
  await until('the note is there again', async () => (await arta.note()) === note);
  await arta.done();
  await arta.is('ready');

  await theCallIsKept(child, arta);
  await theContactIsKept(child, arta);
});

test('a counsellor may end the call, and the record says so', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116000');
  await arta.is('ringing');
  assert.match(await arta.text('call-state'), /116-000/);
  await arta.accept();
  await arta.hangUp();
  assert.equal(await child.isHungUpOn(), 0);
  await arta.finishQuickly('thanks');
  await arta.is('ready');
  const row = await house.written(child, (call) => call.wrapped_us > 0);
  assert.equal(row.line, '116000');
  assert.equal(row.ended_by, 'agent');
  assert.equal(row.end_reason, 'answered');
});

/** Packets are counted at both ends, and what arrives is sound, not only packets. */
async function bothAreHeard(arta, child) {
  child.voice.listen();
  const before = await arta.sound();
  await until('the child hears the counsellor', () => child.voice.heard > 100 && child.voice.loudest > loud);
  await until('the counsellor hears the child', async () => {
    const now = await arta.sound();
    return now.packetsIn > before.packetsIn + 100 && now.packetsOut > before.packetsOut + 100 && now.level > loud;
  });
  await until('the page says that the voice is good', async () => (await arta.page.getByTestId('quality').getAttribute('data-quality')) === 'good');

  const trunk = await ari('GET', `/channels/${child.leg}/rtp_statistics`);
  assert.ok(trunk.rxcount > 100 && trunk.rxcount <= child.voice.spoken, `asterisk got ${trunk.rxcount} of ${child.voice.spoken} packets`);
  assert.ok(trunk.txcount > 100, `asterisk sent ${trunk.txcount} packets to the child`);

  await arta.press('m');
  await arta.is('muted');
  await until('muted, the child hears nothing', () => {
    child.voice.listen();
    return until('', () => child.voice.heard > 75).then(() => child.voice.loudest < quiet);
  });
  await arta.press('m');
  child.voice.listen();
  await until('unmuted, the child hears again', () => child.voice.loudest > loud);

  child.voice.speaking = false;
  await until('a silent child is silence', async () => (await arta.sound()).level < quiet);
}

async function theCallIsKept(child, arta) {
  const row = await house.written(child, (call) => call.wrapped_us > 0);
  assert.equal(row.line, '116111');
  assert.equal(row.end_reason, 'answered');
  assert.equal(row.ended_by, 'caller');
  assert.equal(row.agent, arta.id);
  assert.equal(row.withheld, false);
  assert.ok(row.caller_key, 'the caller can be recognised');
  assert.deepEqual([row.offers, row.talks, row.missed, row.declined], [1, 1, 0, 0]);
  const times = [row.arrived_at, row.waiting_at, row.answered_at, row.connected_at, row.ended_at].map((s) => Date.parse(s));
  assert.deepEqual(times, [...times].sort((a, b) => a - b), 'the times are in order');
  assert.ok(Math.abs(times[0] - child.dialledAt) < 1000, 'it arrived when the child dialled');
  assert.ok(Math.abs(times[4] - child.hungUpAt) < 1000, 'it ended when the child hung up');
  assert.ok(Math.abs(row.talked_us / 1000 - (times[4] - times[3])) < 50, 'the talk is as long as its times say');
  assert.ok(Math.abs(row.waited_us / 1000 - (times[3] - times[1])) < 50, 'so is the wait, the greeting not counted');
}

async function theContactIsKept(child, arta) {
  const contact = await house.record(child);
  assert.equal(contact.agent, arta.id);
  assert.deepEqual(contact.values, { ...answered, call_type: 'child_self', directions: ['counselling'] });
  assert.deepEqual(Object.keys(contact.sealed), ['note']);
  assert.ok(Date.parse(contact.closed_at) > Date.parse(contact.opened_at));
  const dump = await house.database.dump();
  for (const word of ['portokall', '355690000042', '690000042']) assert.ok(!dump.includes(word), `${word} stands in the database`);
}
