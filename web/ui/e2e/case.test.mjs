// A full data call leads to a case and to a referral that is sent, all by keyboard; the case is found again by its code, and the child's
// next call is put to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { answer, enter, fill, next, pick, reach, tick, type, unfold } from './harness/keyboard.mjs';
import { until } from './harness/until.mjs';

const house = helpline();
const number = '+355690000051';
const happened = 'E shtynë në korridor, dhe askush nuk tha gjë.';
const story = 'Nuk do të kthehet në shkollë.';

test('a full call leads to a case and to a referral that is sent, by keyboard alone, and the next call of the child to the same', async () => {
  const arta = await house.atWork('arta');
  const first = await talk(arta);
  await facts(arta);
  await assessment(arta);
  await plan(arta);
  await arta.saved();
  await hangUp(arta, first);
  const contact = await until('the contact is closed', async () => {
    const row = await house.record(first);
    return row.closed_at && row;
  });
  isFull(contact);

  await enter(arta, 'contact-case-go');
  const code = await theCase(arta);
  await refer(arta, code);
  await findAgain(arta, code);
  await followUp(arta, code);
});

async function facts(arta) {
  await arta.press('8');
  await answer(arta, 'child_age', '14');
  await answer(arta, 'child_gender', '1');
  await answer(arta, 'place', 'berat', 'Enter');
  await fill(arta, 'child_nickname', 'Kanarina');
  await fill(arta, 'living_situation', 'me prind', 'Enter');
  await fill(arta, 'narrative', 'E ngacmojnë çdo ditë në rrugë.');
  await enter(arta, 'add-incidents');
  await type(arta, '10.2026');
  await fill(arta, 'incident_words.happened', happened);
  await unfold(arta, 'perpetrator');
  await enter(arta, 'add-perpetrators');
  await type(arta, 'bashk', 'Enter');
  await answer(arta, 'categories', 'bulliz', 'Enter');
  await type(arta, 'ankth', 'Enter');
}

async function assessment(arta) {
  await answer(arta, 'immediate_danger', '2');
  await fill(arta, 'child_safe_now', '1');
  await answer(arta, 'risk_level', '2');
  await fill(arta, 'harm_to_others', 'u');
  await fill(arta, 'child_view', 'Do që të mos kthehet në atë klasë.');
  await unfold(arta, 'decision');
  await fill(arta, 'consent_to_share', '1');
  await fill(arta, 'case_decision', '2');
}

async function plan(arta) {
  await answer(arta, 'directions', 'ki');
  await unfold(arta, 'counselling');
  await fill(arta, 'techniques', '1');
  await unfold(arta, 'information');
  await fill(arta, 'topics', 'drejtat', 'Enter');
  await answer(arta, 'note', 'Kanarina flet për shkollën.');
  await unfold(arta, 'after');
  await fill(arta, 'felt_helped', '1');
}

/** What was answered is kept: codes open, words sealed. */
function isFull({ values, sealed }) {
  const { incidents, perpetrators, ...plain } = values;
  assert.deepEqual(plain, {
    call_type: 'child_self', child_age: 14, child_gender: 'girl', place: ['al_01', 'al311'], living_situation: 'with_parents', categories: ['vio_bullying', 'mh_anxiety'],
    immediate_danger: 'no', child_safe_now: 'yes', risk_level: 'medium', harm_to_others: 'unknown', consent_to_share: 'yes', case_decision: 'new',
    directions: ['counselling', 'information'], techniques: ['active_listening'], topics: ['child_rights'], felt_helped: 'yes',
  });
  assert.deepEqual([incidents.map((i) => i.when), perpetrators.map((p) => p.relation)], [[{ at: '2026-10' }], ['peer']]);
  assert.deepEqual(Object.keys(sealed).sort(), ['child_nickname', 'child_view', 'incident_words', 'narrative', 'note']);
  assert.ok(!JSON.stringify(sealed).includes('korridor'));
}

/** The case that was begun has what the call said, and takes a story and a note. */
async function theCase(arta) {
  await arta.page.getByTestId('case-sheet').waitFor();
  const code = (await arta.page.locator('#case-title').textContent()).trim();
  assert.match(code, /^R-\d{4}-\d{4}$/);
  assert.equal(new URL(arta.page.url()).pathname, `/cases/${code}`);
  assert.equal(await arta.page.locator('[data-testid=risk_level][data-code=medium]').getAttribute('aria-checked'), 'true');
  await fill(arta, 'story', story);
  await until('the story is sealed in the case', async () => (await kept(code)).sealed.story);
  await reach(arta, 'case-note');
  await type(arta, 'Telefonon sërish të hënën.', 'Tab', 'Enter');
  await arta.page.getByTestId('timeline').getByText('Telefonon sërish të hënën.').waitFor();
  return code;
}

/** A referral is written and sent. */
async function refer(arta, code) {
  await enter(arta, 'referral-add');
  await arta.page.getByTestId('referral-dialog').getByRole('radio').first().waitFor();
  await reach(arta, 'agency-find');
  await type(arta, 'njmf berat');
  await arta.page.getByTestId('referral-dialog').getByRole('radio', { name: /Bashkia Berat/ }).waitFor();
  await type(arta, '', 'Tab', 'Space');
  await tick(arta, 'grounds-abuse');
  await pick(arta, 'referral-method', 'phone');
  await tick(arta, 'shared-story');
  await pick(arta, 'referral-consent', 'yes');
  await reach(arta, 'referral-letter-words');
  await type(arta, 'Ju lutemi, flisni me shkollën.');
  await enter(arta, 'referral-send');
  await arta.page.locator('[data-testid=referral][data-state=sent]').waitFor();
  const [sent] = await house.database.rows('select referral.state, referral.kind, referral.sealed, child_case.code from referral join child_case on child_case.id = referral.child_case');
  assert.deepEqual([sent.state, sent.kind, sent.code], ['sent', 'njmf', code]);
  assert.ok(!sent.sealed.includes('shkollën'), 'what the letter says lies sealed');
}

async function findAgain(arta, code) {
  await enter(arta, 'nav-cases');
  await reach(arta, 'cases-code');
  await type(arta, code.slice(2).toLowerCase(), 'Enter');
  await arta.page.getByTestId(`case-open-${code}`).waitFor();
  await enter(arta, `case-open-${code}`);
  await arta.page.getByTestId('case-sheet').waitFor();
  assert.equal(await arta.page.getByTestId('story').inputValue(), story);
}

/** The child calls again, and the talk belongs to the same case. */
async function followUp(arta, code) {
  await enter(arta, 'nav-desk');
  const second = await talk(arta);
  await arta.page.locator('[data-testid=type][data-code=followup]').or(arta.page.getByTestId('more-kinds')).first().waitFor();
  await type(arta, '03');
  await until('the record is of a follow-up', async () => (await house.record(second)).values.call_type === 'followup');
  await answer(arta, 'categories', 'bulliz', 'Enter');
  await answer(arta, 'immediate_danger', 'u');
  await answer(arta, 'risk_level', '2');
  await next(arta, 'case');
  await type(arta, code);
  await answer(arta, 'directions', 'k');
  await answer(arta, 'note', 'Vijim.');
  await arta.saved();
  await hangUp(arta, second);
  await until('both calls belong to the case', async () => {
    const rows = await house.database.rows(`select contact.id from contact join child_case on child_case.id = contact.child_case where code = '${code}'`);
    return rows.length === 2;
  });
}

async function kept(code) {
  const [row] = await house.database.rows(`select sealed from child_case where code = '${code}'`);
  return row;
}

/** A child calls, and is answered by a key. */
async function talk(person) {
  const child = await house.child('116111', { number });
  await person.is('ringing');
  await person.press('a');
  await person.is('talking');
  return child;
}

/** Ends the talk and the wrap-up, by keys. */
async function hangUp(person, child) {
  await person.press('Escape');
  await person.press('Escape');
  await person.is('wrap_up');
  assert.equal(await child.isHungUpOn(), 0);
  await person.press('Control+Enter');
  await person.is('ready');
}
