// A counsellor calls a place outside, with no caller on the line: an agency of the directory by its button there, 112 from the desk's list. They
// see the line, the two talk, no contact is begun, no figure of callers counts it, and the audit trail tells who called whom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keep } from './harness/directory.mjs';
import { hears } from './harness/hearing.mjs';
import { helpline } from './harness/helpline.mjs';
import { Outside } from './harness/outside.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ rules: policy(), people: ['arta', 'drita'] });
const number = '+355690000077';

test('an agency that the directory marks is called by one button, and there is nothing to fill in', async (t) => {
  const phone = await Outside.open();
  t.after(() => phone.close());
  const drita = await house.enter('drita');
  const saved = await keep(drita, { kind: 'njmf', name: 'Njësia, Bashkia Provë', places: ['al224'], phones: [number], callable: true, active: true });
  const arta = await house.atWork('arta');
  await arta.page.getByRole('link', { name: 'Drejtoria' }).or(arta.page.locator('a[href="/directory"]')).first().click();
  await arta.page.getByTestId(`agency-${saved.id}`).getByTestId('call-agency').click();
  await arta.is('dialling');
  const invite = await phone.rings();
  assert.match(invite, /^From:.*116(000|111)/im, 'they see the line');
  phone.pickUp();
  await arta.is('talking');
  assert.equal(await arta.text('place'), 'Njësia, Bashkia Provë');
  await hears(phone, 'the agency hears the counsellor');
  await arta.hangUp();
  await until('the agency is hung up on', () => phone.over);
  await arta.is('wrap_up');
  await arta.page.getByTestId('handed-on').click();
  await arta.is('ready');

  const [call] = await until('the call is written', async () => {
    const rows = await house.database.rows(`select id, outgoing, caller_key, connected_at is not null as talked from call where ended_at is not null`);
    return rows.length === 1 && rows;
  });
  assert.deepEqual([call.id.startsWith('out-place-'), call.outgoing, call.caller_key, call.talked], [true, true, null, true]);
  assert.equal((await house.database.rows(`select from contact`)).length, 0, 'no contact is begun');
  const acts = await house.database.rows(`select actor, object from audit where action = 'place.called'`);
  assert.deepEqual(acts, [{ actor: arta.id, object: `place:${number}` }]);
});

test('112 is called from the desk, and nobody answers: it is said in words, by its name', async (t) => {
  const phone = await Outside.open();
  t.after(() => phone.close());
  const arta = await house.atWork('arta');
  await arta.page.getByTestId('places').click();
  await arta.page.locator('[data-testid=whom][data-whom="112"]').click();
  await phone.rings();
  await arta.is('dialling');
  phone.leave();
  await arta.is('ready');
  assert.match(await arta.text('fruitless'), /: Nuk u përgjigj askush\.$/);
});
