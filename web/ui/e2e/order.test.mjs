// Who is served first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';

const house = helpline();

test('two calls, one counsellor: both are served, in the order in which they came', async (t) => {
  const board = await house.board();
  const first = await house.child('116111');
  const second = await house.child('116111');
  await board.shows(t, 'two wait', second.dialledAt, (b) => b.lines['116111'].waiting === 2);
  const arta = await house.atWork('arta');
  await serve(arta, first);
  await serve(arta, second);
  for (const child of [first, second]) assert.equal((await house.written(child)).end_reason, 'answered');
});

test('116-000 overtakes calls to 116-111 that wait already', async (t) => {
  const board = await house.board();
  const [first, second] = [await house.child('116111'), await house.child('116111')];
  const missing = await house.child('116000');
  await board.shows(t, 'a call on 116-000 waits', missing.dialledAt, (b) => b.lines['116000'].waiting === 1 && b.lines['116111'].waiting === 2);
  const arta = await house.atWork('arta');
  for (const child of [missing, first, second]) await serve(arta, child);
});

/** The next call that rings is this one; it is taken and ended. */
async function serve(person, child) {
  await person.is('ringing');
  assert.equal(person.view().offer.call, child.leg);
  await person.accept();
  await child.hangUp();
  await person.finishQuickly();
}
