// The keypad in a talk: digits that the other end's machine understands, and that mean nothing on the page meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { Outside } from './harness/outside.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ rules: policy() });

test('digits typed on the keypad arrive at a place outside, and choose no kind of contact', async (t) => {
  const police = await Outside.open();
  t.after(() => police.close());
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await police.joins(arta);

  await arta.press('b');
  await arta.page.getByTestId('keypad').waitFor();
  for (const digit of '19*0#') await arta.press(digit);
  await until('the digits arrive outside', () => police.voice.digits === '19*0#');
  await arta.press('Escape');
  await arta.page.getByTestId('keypad').waitFor({ state: 'detached' });
  assert.equal(await arta.state(), 'held', 'Escape closed the keypad, and hung up on nobody');
  assert.equal(await arta.page.locator('[data-testid=type][aria-checked=true]').count(), 0);
  await arta.press('8');
  await arta.page.locator('[data-testid=type][data-code=child_self][aria-checked=true]').waitFor();
  await child.hangUp();
  await arta.is('wrap_up');
});
