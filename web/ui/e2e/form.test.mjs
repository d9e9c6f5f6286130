// The form by keyboard alone: from the ring to the end of a talk in nine inputs, and the nine calls in ten by one key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { enter, next } from './harness/keyboard.mjs';
import { until } from './harness/until.mjs';

const house = helpline();
const note = 'Foli me motrën e madhe; telefonon sërish nesër.';

test('a whole talk by keyboard alone, from the ring to the end, in nine inputs', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.is('ringing');
  await arta.press('a');
  await arta.is('talking');

  await arta.press('8');
  await next(arta, 'child_age');
  await arta.page.keyboard.type('14');
  await next(arta, 'child_gender');
  await arta.press('1');
  await next(arta, 'place');
  await arta.page.keyboard.type('berat');
  await arta.press('Enter');
  await next(arta, 'categories');
  await arta.page.keyboard.type('bulliz');
  await arta.press('Enter');
  await next(arta, 'immediate_danger');
  await arta.press('u');
  await next(arta, 'risk_level');
  await arta.press('1');
  await next(arta, 'directions');
  await arta.press('k');
  await next(arta, 'note');
  await arta.page.keyboard.type(note);
  await arta.saved();

  await arta.press('Escape');
  await arta.press('Escape');
  await arta.is('wrap_up');
  assert.equal(await child.isHungUpOn(), 0);
  await arta.press('Control+Enter');
  await arta.is('ready');

  const contact = await written(child);
  assert.equal(contact.version, '2');
  assert.deepEqual(contact.values, {
    call_type: 'child_self',
    child_age: 14,
    child_gender: 'girl',
    place: ['al_01', 'al311'],
    categories: ['vio_bullying'],
    immediate_danger: 'unknown',
    risk_level: 'low',
    directions: ['counselling'],
  });
  assert.deepEqual(Object.keys(contact.sealed), ['note']);
});

test('one key closes a quick call; it can be opened again, and closed as something else', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.is('ringing');
  await arta.press('a');
  await arta.is('talking');
  await child.hangUp();
  await arta.is('wrap_up');
  await arta.press('1');
  await arta.is('ready');
  assert.deepEqual((await written(child)).values, { call_type: 'silent' });

  await arta.page.reload();
  await arta.is('ready');
  await enter(arta, 'reopen');
  await arta.page.getByTestId('record').waitFor();
  assert.equal((await house.record(child)).closed_at, null);
  await arta.press('2');
  await arta.press('Control+Enter');
  assert.deepEqual((await written(child)).values, { call_type: 'hangup' });
});

/** The contact of this call, once it is closed. */
async function written(child) {
  return until('the contact is closed', async () => {
    const contact = await house.record(child);
    return contact.closed_at && contact;
  });
}
