// A full data call leads to a case, all by keyboard; the case is found again by its code, and the child's next call is put to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { until } from './harness/until.mjs';

const house = helpline();
const number = '+355690000051';

test('a talk leads to a case, by keyboard alone, and the next call of the child to the same', async () => {
  const arta = await house.atWork('arta');
  const first = await talk(arta);
  await arta.press('8');
  await answer(arta, 'child_age', '14');
  await answer(arta, 'child_gender', '1');
  await answer(arta, 'place', 'berat', 'Enter');
  await answer(arta, 'categories', 'bulliz', 'Enter');
  await answer(arta, 'immediate_danger', 'u');
  await answer(arta, 'risk_level', '2');
  await tabTo(arta, 'case_decision');
  await arta.press('2');
  await answer(arta, 'directions', 'k');
  await answer(arta, 'note', 'Kanarina flet për shkollën.');
  await arta.saved();
  await hangUp(arta, first);

  const link = arta.page.getByTestId('case-of-closed');
  await link.focus();
  await arta.press('Enter');
  const sheet = arta.page.getByTestId('case-sheet');
  await sheet.waitFor();
  const code = (await arta.page.locator('#case-title').textContent()).trim();
  assert.match(code, /^R-\d{4}-\d{4}$/);
  assert.equal(new URL(arta.page.url()).pathname, `/cases/${code}`);
  assert.equal(await arta.page.locator('[data-testid=risk_level][data-code=medium]').getAttribute('aria-checked'), 'true');
  await tabTo(arta, 'story');
  await arta.page.keyboard.type('Nuk do të kthehet në shkollë.');
  await until('the story is sealed in the case', async () => {
    const [row] = await house.database.rows(`select sealed from child_case where code = '${code}'`);
    return row.sealed.story;
  });
  await arta.page.getByTestId('case-note').focus();
  await arta.page.keyboard.type('Telefonon sërish të hënën.');
  await arta.press('Tab');
  await arta.press('Enter');
  await arta.page.getByTestId('timeline').getByText('Telefonon sërish të hënën.').waitFor();

  await arta.page.getByTestId('nav-cases').focus();
  await arta.press('Enter');
  await arta.page.getByTestId('cases-code').focus();
  await arta.page.keyboard.type(code.slice(2).toLowerCase());
  await arta.press('Enter');
  await arta.page.getByTestId(`case-open-${code}`).focus();
  await arta.press('Enter');
  await sheet.waitFor();
  assert.equal(await arta.page.getByTestId('story').inputValue(), 'Nuk do të kthehet në shkollë.');

  await arta.page.getByTestId('nav-desk').focus();
  await arta.press('Enter');
  const second = await talk(arta);
  await arta.page.locator('[data-testid=type][data-code=followup]').or(arta.page.getByTestId('more-kinds')).first().waitFor();
  await arta.press('0');
  await arta.press('3');
  await until('the record is of a follow-up', async () => (await house.record(second)).values.call_type === 'followup');
  await next(arta, 'categories');
  await arta.page.keyboard.type('bulliz');
  await arta.press('Enter');
  await answer(arta, 'immediate_danger', 'u');
  await answer(arta, 'risk_level', '2');
  await next(arta, 'case');
  await arta.page.keyboard.type(code);
  await answer(arta, 'directions', 'k');
  await answer(arta, 'note', 'Vijim.');
  await arta.saved();
  await hangUp(arta, second);
  await until('both calls belong to the case', async () => {
    const rows = await house.database.rows(`select contact.id from contact join child_case on child_case.id = contact.child_case where code = '${code}'`);
    return rows.length === 2;
  });
});

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

/** The one key that goes on leads to this question; then it is answered: typed letter by letter, and a key after it. */
async function answer(person, question, typed, ...keys) {
  await next(person, question);
  await person.page.keyboard.type(typed);
  for (const key of keys) await person.press(key);
}

async function next(person, question) {
  await person.press('Control+Enter');
  await until(`the focus is in ${question}`, async () => (await at(person)) === question);
}

/** Goes on with Tab until the focus is in this question. */
async function tabTo(person, question) {
  await until(`Tab leads to ${question}`, async () => {
    if ((await at(person)) === question) return true;
    await person.press('Tab');
    return false;
  });
}

function at(person) {
  return person.page.evaluate(() => document.activeElement?.closest('[data-place]')?.getAttribute('data-place'));
}
