// The counsellor does not take the call: declines, or lets it ring out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ rules: policy({ rest_s: 1 }, { offer_s: 3 }), people: ['arta', 'besa', 'drita'] });

test('a declined call goes to the other counsellor, and the first stays ready', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const besa = await house.atWork('besa');
  const child = await house.child('116111');
  await arta.is('ringing'); // idle for longest
  await arta.decline();
  const declined = await arta.answeredAt(603);
  await board.shows(t, 'Arta declined and it rings at Besa', declined, (b) => b.agents[arta.id]?.state === 'ready' && b.agents[besa.id].state === 'ringing');
  await besa.accept();
  assert.equal(await arta.state(), 'ready');
  assert.ok(child.live);
  assert.deepEqual(kinds(await house.story(child)), ['offered', 'declined', 'offered', 'connected']);
});

test('a declined call comes back to the same counsellor when nobody else is there', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.is('ringing');
  const first = arta.view().offer.id;
  await arta.decline();
  await until('it rings again with another offer', () => arta.view().offer && arta.view().offer.id !== first);
  assert.equal(arta.view().offer.refused, 1);
  await arta.accept();
  assert.ok(child.live);
});

test('a missed call goes to the other counsellor; the first is away, is told why, and comes back with one click', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const besa = await house.atWork('besa');
  const child = await house.child('116111');
  await arta.is('ringing');
  const missed = await until('Asterisk stops the ringing', () => arta.frameAt('/sip', false, (text) => text.startsWith('CANCEL ')));
  await board.shows(t, 'Arta is away for a missed call', missed, (b) => b.agents[arta.id]?.state === 'not_ready' && b.agents[arta.id].words.includes('pa përgjigje'));
  await board.shows(t, 'it rings at Besa', missed, (b) => b.agents[besa.id].state === 'ringing' && b.calls[child.leg].state === 'offered');
  await arta.is('not_ready');
  assert.match(await arta.text('reason'), /pa përgjigje/);
  await besa.accept();

  await arta.page.getByTestId('get-ready').click();
  await arta.is('ready');
  assert.deepEqual(kinds(await house.story(child)), ['offered', 'missed', 'offered', 'connected']);
});

/** What became of the offers, in order. */
function kinds(story) {
  return story.filter((kind) => ['offered', 'declined', 'missed', 'failed', 'withdrawn', 'connected'].includes(kind));
}
