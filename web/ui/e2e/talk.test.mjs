// What a counsellor does with a talk without ending it: hold, and give it away with its record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered } from './harness/counsellor.mjs';
import { music, silent } from './harness/hearing.mjs';
import { helpline } from './harness/helpline.mjs';
import { Outside } from './harness/outside.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ rules: policy({ transfer_to: ['duty'] }), people: ['arta', 'besa', 'drita'] });
const note = 'Fëmija flet vetëm anglisht; fjala sekrete është portokall.';

test('danger is noted and on the board; a caller on hold hears music, and nothing of the counsellor; on hold nobody is hung up on', async () => {
  const board = await house.enter('drita', { path: '/board' });
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await arta.press('x');
  await arta.page.getByTestId('danger-noted').getByText('112').waitFor();
  await until('the board shows the danger', () => board.page.locator(`[data-testid="call-${child.leg}"][data-danger]`).count());
  await arta.press('m');
  await arta.is('muted');
  await silent(child, 'muted, the child hears nothing');
  await arta.press('h');
  await arta.is('held');
  await music(child, 'on hold the child hears music');
  await arta.press('h');
  await arta.is('muted');
  await silent(child, 'taken back, the music is over');
  await arta.press('h');
  await arta.is('held');
  await arta.hangUp();
  await arta.is('given');
  await music(child, 'hung up on, the child hears music');
  await arta.press('t');
  await arta.is('ringing');
  await arta.accept();
  await child.hangUp();
  const row = await house.written(child);
  assert.ok(row.held_us > 0 && row.held_us < row.talked_us, `on hold for ${row.held_us} of ${row.talked_us}`);
  assert.equal(row.ended_by, 'caller');
  assert.deepEqual((await house.story(child)).filter((kind) => ['danger', 'held', 'resumed'].includes(kind)), ['danger', 'held', 'resumed', 'held']);
});

test('a call is given to a colleague with all that was written, taken back, and given again', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  const besa = await house.atWork('besa');
  await arta.chooseType('child_self');
  await arta.write(note);
  await arta.saved();

  await give(arta, besa);
  await besa.is('ringing');
  await arta.press('t');
  await arta.is('talking'); // the tab that held the talk picks up by itself
  await besa.is('ready');
  assert.equal(await arta.note(), note);

  await give(arta, besa);
  await besa.accept();
  await until('Besa reads what Arta wrote', async () => (await besa.note()) === note);
  await arta.page.getByTestId('handed-on').click();
  await arta.is('ready');
  await besa.chooseDirection('counselling');
  await besa.answer();
  await besa.saved();
  await child.hangUp();
  await besa.is('wrap_up');
  await besa.done();
  await besa.is('ready');

  const row = await house.written(child, (call) => call.wrapped_us > 0);
  assert.deepEqual([row.agent, row.talks], [besa.id, 3]);
  const contact = await house.record(child);
  assert.equal(contact.agent, besa.id);
  assert.deepEqual(contact.values, { ...answered, call_type: 'child_self', directions: ['counselling'] });
});

test('a call is given to the duty phone outside, and its record stays with who wrote it', async (t) => {
  const duty = await Outside.open();
  t.after(() => duty.close());
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await arta.chooseType('child_self');
  await arta.write(note);
  await arta.saved();
  await arta.page.getByTestId('transfer').click();
  await arta.page.locator('[data-testid=way][data-way=duty]').click();
  assert.ok(!(await duty.rings()).includes('+355690000042'), 'the child’s number is not told');
  duty.pickUp();
  child.voice.listen();
  await until('the child and the duty phone hear each other', () => duty.voice.heard > 50 && child.voice.heard > 50);
  await arta.is('wrap_up');
  assert.equal(await arta.note(), note);
  await arta.chooseDirection('counselling');
  await arta.answer();
  await arta.saved();
  await arta.done();
  await arta.is('ready');
  await child.hangUp();
  const contact = await house.record(child);
  assert.equal(contact.agent, arta.id);
  assert.ok((await house.story(child)).includes('transferred'));
});

async function give(from, to) {
  await from.page.getByTestId('transfer').click();
  await from.page.locator(`[data-testid=way][data-way="${to.id}"]`).click();
  await from.is('given');
}
