// The caller gives up: while waiting, and while it rings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { until } from './harness/until.mjs';

const house = helpline();

test('a caller who gives up while waiting is counted, and rings nowhere later', async (t) => {
  const board = await house.board();
  const child = await house.child('116111');
  await board.shows(t, 'a caller waits', child.dialledAt, (b) => b.lines['116111'].waiting === 1 && b.calls[child.leg]?.state === 'waiting');
  await child.hangUp();
  await board.shows(t, 'the caller gave up', child.hungUpAt, (b) => b.lines['116111'].waiting === 0 && b.lines['116111'].abandoned === 1 && !b.calls[child.leg]);
  await isAbandoned(child, 0);

  const arta = await house.atWork('arta');
  const next = await house.child('116111');
  await arta.is('ringing');
  assert.equal(arta.view().offer.call, next.leg);
});

test('a caller who gives up while it rings stops the ringing; the counsellor stays ready', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.is('ringing');
  const before = (await board.last()).lines['116111'].abandoned;
  await child.hangUp();
  await board.shows(t, 'the caller gave up', child.hungUpAt, (b) => b.lines['116111'].abandoned === before + 1 && b.agents[arta.id]?.state === 'ready');
  await arta.is('ready');
  await until('the phone was told to stop', () => arta.frameAt('/sip', false, (text) => text.startsWith('CANCEL ')));
  await isAbandoned(child, 1);
  assert.ok((await house.story(child)).includes('withdrawn'));

  const next = await house.child('116111');
  await arta.is('ringing');
  assert.equal(arta.view().offer.call, next.leg);
});

async function isAbandoned(child, offers) {
  const row = await house.written(child);
  assert.deepEqual([row.end_reason, row.ended_by, row.offers, row.talks], ['abandoned', 'caller', offers, 0]);
  assert.deepEqual(await house.database.rows(`select id from contact where call = '${child.leg}'`), []);
}
