// The service goes away and comes back: no caller is lost, no talk is cut.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { answered } from './harness/counsellor.mjs';
import { helpline } from './harness/helpline.mjs';
import { until } from './harness/until.mjs';

const house = helpline();
const note = 'Shkruar kur shërbimi mungonte.';

afterEach(() => house.service.start()); // if a test failed while it was away

for (const [how, end] of Object.entries({ 'stopped': 'stop', 'killed': 'kill' })) {
  test(`a child who calls while the service is ${how} hears music, and is served when it is back`, async (t) => {
    const board = await house.board();
    const arta = await house.atWork('arta');
    const code = await house.service[end]();
    if (end === 'stop') assert.equal(code, 0);
    const child = await house.child('116111');
    await hearsSomething(child);
    await startAgain(arta, board.supervisor);
    await arta.is('ringing', 15_000);
    await board.shows(t, 'it rings again', await arta.rangAt(), (b) => b.agents[arta.id]?.state === 'ringing' && b.calls[child.leg]?.state === 'offered');
    await arta.accept();
    await isHeard(arta, child);
    await child.hangUp();
    await arta.finishQuickly();
    assert.equal((await house.written(child)).end_reason, 'answered');
  });
}

test('a caller who waits, and one who rings, when the service is killed are both served when it is back', async (t) => {
  const arta = await house.atWork('arta');
  const ringing = await house.child('116111');
  await arta.is('ringing');
  const waiting = await house.child('116111');
  await hearsSomething(waiting);
  await house.service.kill();
  await hearsSomething(ringing);
  await hearsSomething(waiting);
  const back = await startAgain(arta);
  for (const child of [ringing, waiting]) {
    await until('it rings', () => arta.view(back)?.offer?.call === child.leg, 15_000);
    t.diagnostic(`it rings ${Date.now() - back} ms after the service is back`);
    await arta.accept();
    await isHeard(arta, child);
    await child.hangUp();
    await arta.finishQuickly();
    assert.equal((await house.written(child)).end_reason, 'answered');
  }
});

for (const who of ['caller', 'agent']) {
  test(`a talk goes on while the service is killed, and ends as it should when the ${who} hangs up later`, async (t) => {
    const board = await house.board();
    const arta = await house.atWork('arta');
    const child = await house.child('116111');
    await arta.accept();
    const { id, connected } = arta.view().call;
    await arta.chooseType('child_self');
    await arta.saved();
    await house.service.kill();
    await isHeard(arta, child);
    await arta.write(note);
    await until('the page says that the words are kept', async () => ['offline', 'saving'].includes(await arta.safety()));
    const back = await startAgain(arta, board.supervisor);
    await arta.saved(15_000);
    await board.shows(t, 'the talk is on the board again', back, (b) => b.calls[child.leg]?.state === 'talking' && b.agents[arta.id]?.state === 'talking');
    assert.equal(await arta.state(), 'talking');
    assert.equal(arta.view().call.id, id);
    isAbout(arta.view().call.connected, connected, 'the talk began when it began');
    await isHeard(arta, child);

    if (who === 'caller') await child.hangUp();
    else await arta.hangUp();
    await arta.is('wrap_up');
    await arta.chooseDirection('counselling');
    await arta.answer();
    await arta.done();
    await until('the wrap-up is over', async () => (await arta.state()) !== 'wrap_up');
    const row = await house.written(child);
    assert.deepEqual([row.end_reason, row.ended_by, row.agent, row.line], ['answered', who, arta.id, '116111']);
    isAbout(Date.parse(row.connected_at), connected, 'the row says so too');
    const contact = await house.record(child);
    assert.deepEqual(contact.values, { ...answered, call_type: 'child_self', directions: ['counselling'] });
    assert.deepEqual(Object.keys(contact.sealed), ['note']);
    assert.ok(contact.closed_at);
  });
}

test('a talk that ended while the service was away is written as ended', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await arta.chooseType('silent');
  await arta.saved();
  await house.service.kill();
  await child.hangUp();
  await startAgain(arta);
  const row = await house.written(child);
  assert.deepEqual([row.end_reason, row.agent], ['answered', arta.id]);
  await until('the record waits for its end', () => arta.view().contact ?? arta.view().unfinished[0], 15_000);
});

/** Two moments within a second of each other: what the channel remembers is when the joining began. */
function isAbout(is, was, what) {
  assert.ok(Math.abs(is - was) < 1000, `${what}: ${is - was} ms apart`);
}

/** Starts the service; gives the moment from which these people are with it again. */
async function startAgain(...people) {
  const since = Date.now();
  await house.service.start();
  const welcome = (person) => person.frameAt('/ws', false, (text) => text.startsWith('{"type":"welcome"'), since);
  const back = people.map((person) => until(`${person.login} is back`, () => welcome(person)));
  return Math.max(...(await Promise.all(back)));
}

/** A second of music, or of a voice. */
async function hearsSomething(child) {
  child.voice.listen();
  await until('the child hears music', () => child.voice.heard > 50 && child.voice.loudest > 0.01);
  assert.ok(child.live);
}

async function isHeard(person, child) {
  await hearsSomething(child);
  const before = await person.sound();
  await until('the counsellor hears the child', async () => {
    const now = await person.sound();
    return now.packetsIn > before.packetsIn + 50 && now.packetsOut > before.packetsOut + 50;
  });
}
