// What happens in the middle of a call: the page is reloaded or killed, Asterisk restarts, the database stops for a minute.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { hears, silent } from './harness/hearing.mjs';
import { helpline } from './harness/helpline.mjs';
import { lab } from './harness/lab.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const house = helpline({ people: ['arta', 'besa', 'drita'] });
const happened = 'E shtynë në korridor kur mungonte baza.';
const note = 'Shkruar në mes të bisedës.';
const minute = 60_000;
const words = ['Kanarina', 'flet', 'ngadalë', 'për', 'shkollën', 'dhe', 'për', 'natën', 'në', 'korridor'];

afterEach(() => lab('up')); // if a test failed while something was away

test('a reload in mid-call: the same counsellor talks on within 15 s, muted as they were, with the form as it was', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await fillIn(arta);
  await arta.page.getByTestId('mute').press('Enter');
  await arta.is('muted');
  const reloaded = Date.now();
  await arta.page.reload();
  await until('the same talk goes on', async () => {
    const { packetsIn } = await arta.sound().catch(() => ({ packetsIn: 0 }));
    return packetsIn > 50 && (await arta.state()) === 'muted';
  }, 20_000);
  const late = Date.now() - reloaded;
  t.diagnostic(`the talk goes on ${late} ms after the reload`);
  assert.ok(late < 15_000);
  assert.ok(child.live);
  assert.equal(arta.view().call.id, child.leg);
  await silent(child, 'muted still, the child hears nothing');
  await arta.press('m');
  await hears(child, 'the child hears the counsellor again');
  await isFilledIn(arta);
  await board.shows(t, 'they talk again', await arta.answeredAt(200, reloaded), (b) => b.calls[child.leg]?.state === 'talking' && b.agents[arta.id]?.state === 'talking');
  await finish(arta, child);
  const story = await house.story(child);
  assert.deepEqual(story.filter((k) => k === 'ended'), ['ended']);
});

test('a tab killed in mid-call: the same counsellor signs in anew elsewhere, and talks on with the form as it was', async (t) => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await fillIn(arta);
  const killed = Date.now();
  await kill(arta.page);
  const again = await house.enter('arta');
  await again.is('ringing', 20_000);
  child.voice.listen();
  await until('the child hears music', () => child.voice.heard > 25 && child.voice.loudest > 0.01);
  await again.press('a');
  await again.is('talking');
  await until('both are heard', async () => (await again.sound()).packetsIn > 50);
  t.diagnostic(`the talk goes on ${Date.now() - killed} ms after the tab was killed`);
  assert.ok(child.live);
  assert.equal(again.view().call.id, child.leg);
  await isFilledIn(again);
  await finish(again, child);
  assert.deepEqual((await house.story(child)).filter((k) => ['parked', 'connected', 'ended'].includes(k)), ['connected', 'parked', 'connected', 'ended']);
});

test('a counsellor whose browser dies: the caller hears music, and another counsellor takes over', async (t) => {
  await house.service.use(policy({ resume_s: 2 }));
  const board = await house.board();
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  const besa = await house.atWork('besa');
  const died = Date.now();
  await arta.page.context().close();
  await besa.is('ringing', 20_000);
  t.diagnostic(`the next counsellor is rung ${Date.now() - died} ms after the first one's browser died`);
  assert.equal(besa.view().offer.call, child.leg);
  child.voice.listen();
  await until('the child hears music', () => child.voice.heard > 25 && child.voice.loudest > 0.01);
  await board.shows(t, 'Arta is lost', await besa.rangAt(), (b) => b.agents[arta.id]?.state !== 'talking' && b.agents[besa.id]?.state === 'ringing');
  await besa.accept();
  await child.hangUp();
  await besa.finishQuickly();
  await house.service.use(policy());
});

test('Asterisk restarts in mid-call: the record is kept, phones come back, the next call works', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const lost = await house.child('116111');
  await arta.accept();
  await fillIn(arta);
  const stopped = Date.now();
  await lab('stop-asterisk', '--hard');
  await board.shows(t, 'Asterisk is away', stopped, (b) => b.troubles.includes('link_down'));
  await lab('start-asterisk');
  const started = Date.now();
  await arta.is('wrap_up', 20_000);
  await isFilledIn(arta);
  await arta.done();
  await until('the wrap-up is over', async () => (await arta.state()) !== 'wrap_up');
  const row = await house.written(lost);
  assert.deepEqual([row.end_reason, row.ended_by], ['answered', 'lost']);

  await arta.phoneIsThere(30_000);
  t.diagnostic(`the phone is back ${Date.now() - started} ms after Asterisk`);
  if ((await arta.state()) !== 'ready') await arta.page.getByTestId('get-ready').click();
  await arta.is('ready');
  const child = await house.child('116111');
  await arta.accept();
  await until('both are heard', async () => child.voice.heard > 100 && (await arta.sound()).packetsIn > 100);
  await child.hangUp();
  await arta.finishQuickly();
});

test('PostgreSQL stops for a minute in mid-call: the talk goes on, and all that was typed meanwhile and what happened is kept', async (t) => {
  const arta = await house.atWork('arta');
  const child = await house.child('116111');
  await arta.accept();
  await arta.chooseType('child_self');
  await arta.answer();
  await arta.saved();
  const stopped = Date.now();
  await lab('stop-postgres');
  await arta.stage('facts');
  await arta.page.getByTestId('add-incidents').click();
  await arta.page.getByTestId(/^incident_words\..*\.happened$/).fill(happened);
  await arta.stage('closing');
  await arta.page.getByTestId('note').click();
  const [long, second] = await Promise.all([typeFor(arta, stopped + minute), meanwhile(arta, child)]);
  await child.hangUp();
  await arta.is('wrap_up');
  assert.equal(await arta.safety(), 'kept');
  await lab('start-postgres');
  t.diagnostic(`PostgreSQL was away for ${Date.now() - stopped} ms; ${long.length} letters were typed meanwhile`);
  await arta.saved(20_000);
  arta.complaints = arta.complaints.filter((c) => !c.includes('503')); // a socket that was lost meanwhile asked for its ticket in vain
  await arta.chooseDirection('counselling');
  await arta.saved();
  await arta.page.reload(); // from now on it is shown what the database has
  await arta.is('wrap_up');
  await isFilledIn(arta, long);
  await theItemIsKept(arta, child);
  await arta.done();
  await arta.is('ready');

  await until('the journal is complete', async () => (await house.story(child)).includes('wrapped_up'));
  const kinds = ['arrived', 'waiting', 'offered', 'ringing', 'answered', 'connected', 'ended', 'wrap_up', 'wrapped_up'];
  assert.deepEqual((await house.story(child)).filter((k) => kinds.includes(k)).sort(), kinds.sort());
  assert.deepEqual((await house.story(second)).filter((k) => kinds.includes(k)).sort(), ['arrived', 'ended', 'waiting']);
  assert.equal((await house.written(second)).end_reason, 'abandoned');
  assert.deepEqual(await house.database.rows('select * from call_event_refused'), []);
});

/** The page is gone without a word, as when the browser or the computer dies. */
async function kill(page) {
  const crashed = page.waitForEvent('crash');
  const devtools = await page.context().newCDPSession(page);
  void devtools.send('Page.crash').catch(() => undefined); // it does not live to answer
  await crashed;
  await page.context().close();
}

/** Types where the focus is, as people do, until then; gives all that was typed. */
async function typeFor(person, end) {
  let typed = '';
  while (Date.now() < end) {
    const word = `${words[typed.length % words.length]} `;
    await person.page.keyboard.type(word, { delay: 110 });
    typed += word;
  }
  return typed;
}

/** They talk on, the page says that the words are kept, and somebody else calls and gives up. */
async function meanwhile(person, child) {
  await until('the page says that the words are kept', async () => (await person.safety()) === 'kept');
  child.voice.listen();
  const before = await person.sound();
  await until('they talk on', async () => child.voice.heard > 100 && (await person.sound()).packetsIn > before.packetsIn + 50);
  const other = await house.child('116000');
  await until('somebody waits', () => person.view().lines.find((l) => l.id === '116000').waiting === 1);
  await other.hangUp();
  return other;
}

/** What was typed in an item is there: its codes open and counted, its words sealed, and both on the screen. */
async function theItemIsKept(person, child) {
  await person.stage('facts');
  const box = person.page.getByTestId(/^incident_words\..*\.happened$/);
  assert.equal(await box.inputValue(), happened);
  const [, id] = (await box.getAttribute('data-testid')).split('.');
  const contact = await house.record(child);
  assert.deepEqual(contact.values.incidents, [{ id }]);
  assert.ok(contact.sealed.incident_words);
}

async function fillIn(person) {
  await person.chooseType('child_self');
  await person.answer();
  await person.chooseDirection('counselling');
  await person.write(note);
  await person.saved();
}

async function isFilledIn(person, words = note) {
  await until('the form is as it was', async () => (await person.note()) === words);
  await person.stage('plan');
  for (const chip of ['type][data-code=child_self', 'directions][data-code=counselling']) {
    assert.equal(await person.page.locator(`[data-testid=${chip}]`).getAttribute('aria-checked'), 'true');
  }
}

async function finish(person, child) {
  await child.hangUp();
  await person.is('wrap_up');
  await person.done();
  await person.is('ready');
}
