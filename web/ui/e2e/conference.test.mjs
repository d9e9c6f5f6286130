// Several in one talk: a colleague consulted and the talk left to her with its record, and an emergency number brought in by one key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered } from './harness/counsellor.mjs';
import { keep } from './harness/directory.mjs';
import { hears, loud, music, silent } from './harness/hearing.mjs';
import { helpline } from './harness/helpline.mjs';
import { Outside } from './harness/outside.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ rules: policy(), people: ['arta', 'besa', 'drita'] });
const note = 'Fëmija do të flasë me dikë tjetër; fjala sekrete është portokall.';

test('a colleague is asked while the caller hears music, meets the caller, and is left the talk with all that was written', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  const besa = await house.atWork('besa');
  await arta.chooseType('child_self');
  await arta.write(note);
  await arta.saved();
  await arta.page.locator('h1').evaluate((h) => h.ownerDocument.activeElement?.blur());

  await ask(arta, besa.id);
  await arta.is('held');
  await besa.is('ringing');
  await besa.page.getByText('Arta Hoxha ju thërret në bisedë').waitFor();
  await besa.accept();
  await besa.page.getByTestId('host').getByText('Arta Hoxha').waitFor();
  assert.equal(await besa.page.getByTestId('note').count(), 0, 'the record is not the guest’s');
  await music(child, 'while the two speak the child hears music');
  const second = await house.child('116111');
  await second.voice.listen();
  await until('the second child waits', () => second.voice.heard > 50);
  assert.equal(await besa.state(), 'talking', 'no call rings at who is a guest');

  await arta.press('h');
  await arta.is('talking');
  await until('the guest hears the child', async () => (await besa.sound()).level > loud);
  await arta.press('w');
  await arta.page.getByTestId('handed-on').waitFor();
  await until('Besa reads what Arta wrote', async () => (await besa.note()) === note);
  await arta.press('Control+Enter');
  await arta.is('ringing'); // the second child
  await arta.accept();
  await until('the child and Besa still talk', async () => (await besa.sound()).level > loud);
  await besa.chooseDirection('counselling');
  await besa.answer();
  await besa.saved();
  await child.hangUp();
  await besa.is('wrap_up');
  await besa.done();
  await besa.is('ready');

  const row = await house.written(child, (call) => call.wrapped_us > 0);
  assert.deepEqual([row.agent, row.talks], [besa.id, 2]);
  const contact = await house.record(child);
  assert.equal(contact.agent, besa.id);
  assert.deepEqual(contact.values, { ...answered, call_type: 'child_self', directions: ['counselling'] });
  assert.deepEqual((await house.story(child)).filter((k) => ['held', 'invited', 'resumed', 'transferred'].includes(k)), ['held', 'invited', 'resumed', 'transferred']);
});

test('in danger one key brings 112 in; the three hear each other, also after the service began anew, and each is muted and held alone', async (t) => {
  const police = await Outside.open();
  t.after(() => police.close());
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await arta.page.getByTestId('mute').and(arta.page.locator(':enabled')).waitFor();
  await arta.press('m'); // what the child hears from now on is the police
  await arta.page.locator('[data-testid=mute][aria-pressed=true]').waitFor();
  await arta.press('x');
  await arta.page.getByTestId('danger-noted').getByText('112').waitFor();
  await arta.press('e');
  const invite = await police.rings();
  assert.ok(!invite.includes('355690000042') && invite.includes('116111'), 'the line is seen, not the caller');
  police.pickUp();
  await guest(arta, 'in');
  await hears(child, 'the child hears the police');
  await hears(police, 'the police hear the child');
  await arta.page.getByTestId('caller-mute').press('Enter');
  await arta.page.locator('[data-testid=caller-place][data-state=muted]').waitFor();
  await silent(police, 'the child is kept from being heard');
  await arta.page.getByTestId('caller-mute').press('Enter');
  await hears(police, 'the child is heard again');

  await arta.page.getByTestId('guest-mute').press('Enter');
  await guest(arta, 'muted');
  await silent(child, 'muted, the police are not heard');
  await arta.page.getByTestId('guest-hold').press('Enter');
  await guest(arta, 'held');
  child.voice.speaking = false;
  await music(police, 'on hold the police hear music');

  const since = Date.now();
  await house.service.stop();
  await house.service.start();
  await until('the page is back', () => arta.frameAt('/ws', false, (text) => text.startsWith('{"type":"welcome"'), since));
  await guest(arta, 'held');
  await arta.page.getByTestId('guest-hold').press('Enter');
  await guest(arta, 'in');
  await hears(child, 'back in, the police are heard');
  await silent(police, 'and the music is over');
  await arta.hangUp();
  await arta.is('wrap_up');
  await until('the police are hung up on', () => police.over);
  assert.ok((await house.story(child)).includes('guest_out'));
});

test('in danger one key brings in the child-protection unit that a supervisor put into the directory, and only as long as it is there', async (t) => {
  const office = await Outside.open();
  t.after(() => office.close());
  const number = '+355690000077';
  const drita = await house.enter('drita');
  const unit = { kind: 'njmf', name: 'Njësia, Bashkia Provë', places: ['al224'], phones: [number], callable: true, active: true };
  const saved = await keep(drita, unit);
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await arta.chooseType('child_self');
  await arta.stage('facts');
  await arta.page.getByTestId('place').and(arta.page.locator('input')).fill('Tiranë');
  await arta.page.locator('[data-testid=found] [data-code=al224]').click();
  await arta.saved();
  await arta.page.locator('h1').evaluate((h) => h.ownerDocument.activeElement?.blur());
  await arta.press('x');
  await arta.page.getByTestId('call-unit').getByText(unit.name).waitFor();
  await arta.press('j');
  const invite = await office.rings();
  assert.ok(invite.startsWith(`INVITE sip:${number}@`), 'it is dialled by its number');
  assert.ok(!invite.includes('355690000042') && invite.includes('116111'), 'the line is seen, not the caller');
  office.pickUp();
  await guest(arta, 'in');
  await arta.page.getByTestId('guest').getByText(unit.name).waitFor();
  await hears(child, 'the child hears the unit');
  await hears(office, 'the unit hears the child');
  await arta.page.getByTestId('guest-remove').press('Enter');
  await until('the unit is hung up on', () => office.over);

  await keep(drita, { ...saved, callable: false });
  await arta.page.locator('[data-testid=call-unit]:enabled').waitFor(); // this page does not know yet, and the service does
  await arta.press('j');
  await arta.page.getByTestId('notice').getByText('Shërbimi nuk e pranoi').waitFor();
  await child.hangUp();
  await arta.is('wrap_up');
  await arta.page.getByTestId('wellbeing-pause').press('Enter'); // after danger they are asked how they are
  await arta.saved();
  assert.equal((await house.record(child)).values.wellbeing, 'pause');
  await arta.page.getByTestId('later').click();
  await arta.is('not_ready');
  assert.equal(await arta.text('reason'), 'Pushim');
});

async function ask(from, whom) {
  await from.press('c');
  await from.page.locator(`[data-testid=whom][data-whom="${whom}"]`).press('Enter');
}

function guest(person, state) {
  return person.page.locator(`[data-testid=guest][data-state=${state}]`).waitFor({ timeout: 15_000 });
}
