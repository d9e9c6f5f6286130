// A second call of the same number: what is known of it stands beside the offer, the note of a colleague too, and its history is a
// key away. The same of a withheld number is nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { trunkAddress } from './harness/lab.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ people: ['arta', 'besa', 'drita'] });
const from = { from: `<sip:+355690000042@${trunkAddress}>`, headers: [] };
const words = 'Flet më lehtë me shkrim';

test('a second call of a number shows the first one, and what was left for it', async (t) => {
  const arta = await house.atWork('arta');
  const first = await house.child('116111', from);
  await arta.is('ringing');
  await arta.page.locator('[data-testid=caller-known][data-state=known]').waitFor();
  assert.equal(await arta.text('known-contacts'), 'asnjë');
  await arta.accept();
  await arta.page.getByTestId('note-new').click();
  await arta.page.getByTestId('note-words').fill(words);
  await arta.page.getByTestId('note-save').click();
  await arta.page.getByTestId('note-approach').waitFor();
  await first.hangUp();
  await arta.finishQuickly();
  await arta.signOut();

  const besa = await house.atWork('besa');
  const since = Date.now();
  const second = await house.child('116111', from);
  await besa.is('ringing');
  await until('the offer knows its caller', () => besa.view(since)?.context?.state === 'known');
  const offered = besa.frameAt('/ws', false, (text) => text.includes('"offer":{'), since);
  const known = besa.frameAt('/ws', false, (text) => text.includes('"state":"known"'), since);
  t.diagnostic(`the context came ${known - offered} ms after the offer`);
  assert.ok(known >= offered);
  assert.equal(await besa.text('known-contacts'), '1');
  assert.equal(await besa.text('known-silent'), '1');
  assert.match(await besa.text('note-approach'), new RegExp(words));
  await besa.accept();

  await besa.press('y');
  await besa.page.getByTestId('history-list').getByRole('listitem').first().waitFor();
  await besa.page.getByTestId('earlier-open').click(); // Arta's: for a purpose
  await besa.page.getByTestId('purpose-go').click();
  await besa.page.getByTestId('history-back').waitFor();
  await besa.press('Escape');
  await besa.press('Escape');
  await besa.page.getByTestId('history').waitFor({ state: 'detached' });
  assert.equal(await besa.state(), 'talking');
  const acts = await house.database.rows(`select actor, action, purpose from audit where action in ('approach.left', 'approach.read', 'history.read', 'contact.opened') order by n`);
  assert.deepEqual(acts, [
    { actor: arta.id, action: 'approach.left', purpose: '' },
    { actor: besa.id, action: 'approach.read', purpose: '' },
    { actor: besa.id, action: 'history.read', purpose: '' },
    { actor: besa.id, action: 'contact.opened', purpose: 'same_caller' },
  ]);
  assert.deepEqual(await house.database.rows(`select 1 from approach where sealed like '%${words}%'`), []);
  await second.hangUp();
  await besa.finishQuickly();
});

test('of a withheld number nothing is known', async () => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111', { from: '<sip:anonymous@anonymous.invalid>', headers: ['Privacy: id'] });
  await arta.accept();
  await arta.page.locator('[data-testid=caller-known][data-state=withheld]').waitFor();
  assert.equal(await arta.page.getByTestId('history-open').count(), 0);
  await child.hangUp();
  await arta.finishQuickly();
});
