// A counsellor whose phone is a real one on their desk: it rings and is lifted there, and everything else is done at the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskPhone } from './harness/deskphone.mjs';
import { hears, loud, music } from './harness/hearing.mjs';
import { helpline } from './harness/helpline.mjs';
import { Outside } from './harness/outside.mjs';
import { policy } from './harness/policy.mjs';
import { password } from './harness/service.mjs';
import { until } from './harness/until.mjs';
import { quiet } from './harness/voice.mjs';

const house = helpline({ rules: policy(), people: ['arta', 'besa'], settings: { ALO116_DESK_MD5: 'true' } }); // baresip knows nothing else

test('a call is lifted on the desk, and muted, held, written and hung up at the screen, over a restart of the service', async (t) => {
  const { arta, phone } = await atDesk(t);
  assert.equal(await arta.page.getByTestId('check-mic').count(), 0);
  await arta.ready();

  const child = await house.child('116111');
  await phone.is('CALL_INCOMING');
  await arta.page.getByTestId('lift').waitFor();
  assert.equal(await arta.page.getByTestId('accept').count(), 0);
  await arta.press('d');
  await phone.is('CALL_INCOMING', 2); // nobody else is there
  phone.lift();
  await arta.is('talking');
  await phone.is('CALL_ESTABLISHED');
  await hears(child, 'the child hears the phone on the desk');
  await arta.press('m');
  await arta.is('muted');
  await silent(child, 'muted at the screen, the child hears nothing');
  await house.service.stop();
  await house.service.start();
  await until('the page is back', async () => (await arta.state()) === 'muted');
  await silent(child, 'muted still, the child hears nothing');
  await arta.press('m');
  await arta.is('talking');
  await hears(child, 'the child hears the counsellor again');
  await arta.press('h');
  await arta.is('held');
  await hears(child, 'on hold the child hears music');
  await arta.press('h');
  await arta.is('talking');
  await arta.chooseType('child_self');
  await arta.saved();

  const police = await Outside.open();
  t.after(() => police.close());
  await police.joins(arta);
  await arta.press('b');
  await arta.page.getByTestId('keypad').waitFor();
  for (const digit of '19*0#') {
    await arta.press(digit);
    await until(`${digit} arrives outside`, () => police.voice.digits.endsWith(digit));
  }
  assert.equal(police.voice.digits, '19*0#');
  await arta.press('Escape');
  await arta.page.getByTestId('keypad').waitFor({ state: 'detached' });
  await arta.press('h'); // the child heard music meanwhile
  await arta.is('talking');
  assert.equal(phone.count('CALL_ESTABLISHED'), 1, 'it was lifted once, whatever became of the service');

  phone.forget();
  await arta.hangUp();
  await phone.is('CALL_CLOSED');
  await arta.is('wrap_up');
  const row = await house.written(child);
  assert.deepEqual([row.agent, row.ended_by], [arta.id, 'agent']);
  assert.ok((await house.story(child)).includes('declined'));
  assert.equal((await house.record(child)).values.call_type, 'child_self');
  assert.deepEqual(arta.frames.filter((f) => f.path === '/sip' && f.sent && f.at > arta.chosen), [], 'the browser registers nothing');
});

test('a phone that is put down ends the call; revoked while it rings, it rings and registers no more', async (t) => {
  const { arta, phone, made } = await atDesk(t);
  const child = await talk(arta, phone);
  phone.putDown();
  await arta.is('wrap_up');
  assert.equal((await house.written(child)).ended_by, 'agent');
  await arta.finishQuickly();

  phone.forget();
  await house.child('116111');
  await phone.is('CALL_INCOMING');
  const account = await house.enter('arta', { path: '/account' });
  await account.page.getByTestId('desk-phone-remove').click();
  await phone.is('CALL_CLOSED');
  await account.page.getByTestId('desk-phone-add').waitFor();
  const thief = await DeskPhone.plugIn(made);
  t.after(() => thief.unplug());
  await thief.registers('Register: ');
  assert.doesNotMatch(thief.said, /200 OK/);
  await until('her phone is the browser again', () => arta.view().me.desk === false);
});

test('on a desk phone 112 comes by the danger key, a call is given and taken back, and a colleague is asked and left the talk', async (t) => {
  const { arta, phone } = await atDesk(t);
  const child = await talk(arta, phone);
  const [police, besa] = await Promise.all([Outside.open(), house.atWork('besa')]);
  t.after(() => police.close());
  await arta.chooseType('child_self');
  await arta.saved();

  await arta.press('x');
  await arta.page.getByTestId('danger-noted').getByText('112').waitFor();
  child.voice.speaking = false; // what the police hear is the desk
  await arta.press('e');
  await police.rings();
  police.pickUp();
  await hears(police, 'the police hear the phone on the desk');
  await arta.page.getByTestId('guest-remove').press('Enter');
  await until('the police are hung up on', () => police.over);

  phone.forget();
  await arta.press('t');
  await arta.page.locator(`[data-testid=way][data-way="${besa.id}"]`).press('Enter');
  await phone.is('CALL_CLOSED'); // given blindly, it is put down
  await besa.is('ringing');
  await arta.is('given');
  await arta.press('t');
  await phone.is('CALL_INCOMING');
  phone.lift();
  await arta.is('talking');
  await besa.is('ready');

  await arta.press('c');
  await arta.page.locator(`[data-testid=whom][data-whom="${besa.id}"]`).press('Enter');
  await arta.is('held');
  await besa.accept();
  await music(child, 'while the two speak the child hears music');
  await until('Besa hears the phone on the desk', async () => (await besa.sound()).level > loud);
  await arta.press('h');
  await arta.is('talking');
  phone.forget();
  await arta.press('w');
  await arta.page.getByTestId('handed-on').waitFor();
  await phone.is('CALL_CLOSED');
  await hears(child, 'the child hears Besa');
  const contact = await house.record(child);
  assert.deepEqual([contact.agent, contact.values.call_type, contact.values.immediate_danger], [besa.id, 'child_self', 'yes']);
});

/** Arta, whose phone is set up, plugged in and chosen. */
async function atDesk(t) {
  const arta = await house.enter('arta');
  const made = await setUp(arta);
  const phone = await DeskPhone.plugIn(made);
  t.after(() => phone.unplug());
  await phone.registers();
  await choose(arta, 'desk');
  await arta.phoneIsThere();
  return { arta, phone, made };
}

/** A child calls, and the receiver is lifted. */
async function talk(person, phone) {
  await person.ready();
  const child = await house.child('116111');
  await phone.is('CALL_INCOMING');
  phone.lift();
  await person.is('talking');
  return child;
}

/** Sets a phone up on the account page; gives what is typed into it. */
async function setUp(person) {
  await person.page.goto(`${house.service.url}/account`);
  await person.page.getByTestId('desk-phone-add').or(person.page.getByTestId('desk-phone-again')).first().click();
  const proof = person.page.getByTestId('proof-password');
  const shown = person.page.getByTestId('desk-phone-made');
  await proof.or(shown).waitFor();
  if (await proof.count()) {
    await proof.fill(password);
    await person.page.getByTestId('proof-go').click();
  }
  await shown.waitFor();
  const made = {};
  for (const fact of ['user', 'password', 'server', 'port']) made[fact] = await person.text(`desk-phone-${fact}`);
  await person.page.getByTestId('desk-phone-kept').click();
  await person.page.goto(house.service.url);
  await person.page.getByTestId('me-name').and(person.page.locator(':not(:empty)')).waitFor();
  return made;
}

/** Chooses the phone at the desk's devices. */
async function choose(person, which) {
  await person.press('v');
  await person.page.getByTestId(`phone-${which}`).click();
  await person.page.locator(`[data-testid=which-phone][data-used=${which}]`).waitFor();
  await person.page.getByTestId('audio-dialog-close').click();
  await person.page.getByTestId('audio-dialog').waitFor({ state: 'detached' });
  await until('the page follows', () => person.view()?.me.desk === (which === 'desk'));
  person.chosen = Date.now();
}

/** While nobody speaks to the child nothing is sent, so their own packets tell the time. */
function silent(child, what) {
  return until(what, async () => {
    child.voice.listen();
    const from = child.voice.spoken;
    await until('', () => child.voice.spoken > from + 60);
    return child.voice.loudest < quiet;
  });
}
