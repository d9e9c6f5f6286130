// A line's menu: the child presses a key of their phone, and the counsellor sees what they chose. Who presses none is served all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { policy } from './harness/policy.mjs';

const menu = {
  prompt: 'menu', wait_s: 1, again: 1,
  choices: [
    { key: '1', code: 'child', name: { sq: 'Fëmijë', en: 'A child' }, priority: 5 },
    { key: '2', code: 'adult', name: { sq: 'I rritur', en: 'An adult' } },
  ],
};
const house = helpline({ rules: policy({}, { menu }) });

test('a child presses 1 while the menu is said: the offer says so, and so does the history', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await board.shows(t, 'the caller is asked', child.dialledAt, (b) => Object.values(b.calls).some((c) => c.state === 'menu'));
  child.voice.press('1');
  await arta.is('ringing');
  assert.equal(await arta.text('choice'), 'Fëmijë');
  await arta.accept();
  assert.equal(await arta.text('choice'), 'Fëmijë');
  await child.hangUp();
  await arta.finishQuickly();
  const call = await house.written(child);
  assert.equal(call.choice, 'child');
  assert.ok(call.menu_at < call.waiting_at);

  const again = await house.child('116111');
  again.voice.press('2');
  await arta.is('ringing');
  assert.equal(await arta.text('choice'), 'I rritur');
  await arta.accept();
  await arta.press('y');
  const first = arta.page.getByTestId('history-list').getByRole('listitem').first();
  assert.match(await first.innerText(), /Fëmijë/);
  await arta.press('Escape');
  await again.hangUp();
  await arta.finishQuickly();
});

test('a child who presses nothing hears the menu twice, and is served without a choice', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.is('ringing', 60_000);
  assert.equal(await arta.page.getByTestId('choice').count(), 0);
  await arta.accept();
  await child.hangUp();
  await arta.finishQuickly();
  assert.equal((await house.written(child)).choice, null);
  const said = await house.database.rows(`select reason from call_event where call = '${child.leg}' and kind = 'menu' order by n`);
  assert.deepEqual(said, [{ reason: '1' }, { reason: '2' }]);
});
