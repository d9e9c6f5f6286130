// Somebody without a mouse: every key is pressed where the focus is, and the focus goes only where keys lead it.
import assert from 'node:assert/strict';
import { until } from './until.mjs';

const farthest = 300; // no page has so many stops

/** Where the focus is: the element's name for tests, and the question it stands in. */
export function focus(person) {
  return person.page.evaluate(() => {
    const at = document.activeElement;
    return { id: at?.getAttribute('data-testid') ?? '', place: at?.closest('[data-place]')?.getAttribute('data-place') ?? '', state: at?.value ?? '', open: at?.getAttribute('aria-expanded') !== 'false' };
  });
}

/** The one key that goes on leads to this question. */
export async function next(person, question) {
  await person.press('Control+Enter');
  await until(`the focus is in ${question}`, async () => (await focus(person)).place === question);
}

/** Answers what the one key that goes on leads to: typed letter by letter, and keys after it. */
export async function answer(person, question, typed, ...keys) {
  await next(person, question);
  await type(person, typed, ...keys);
}

export async function type(person, typed, ...keys) {
  await person.page.keyboard.type(typed);
  for (const key of keys) await person.press(key);
}

/** Goes on with Tab, or with another key, until the focus is at what fits; pages that are still on their way are waited for. */
export async function goTo(person, what, fits, key = 'Tab') {
  let steps = 0;
  await until(`${key} leads to ${what}`, async () => {
    if (fits(await focus(person))) return true;
    assert.ok(steps++ < farthest, `${key} does not lead to ${what}`);
    await person.press(key);
    return fits(await focus(person));
  }, 20_000);
}

/** Goes to the element of this name. */
export const reach = (person, id, key) => goTo(person, id, (at) => at.id === id, key);

/** Goes to a question of the open stage, then answers it. */
export async function fill(person, question, typed, ...keys) {
  const part = (place) => place.startsWith(`${question.split('.')[0]}.`) && place.endsWith(`.${question.split('.')[1]}`);
  await goTo(person, question, (at) => (question.includes('.') ? part(at.place) : at.place === question));
  await type(person, typed, ...keys);
}

/** Presses what has this name: a button, a link. */
export async function enter(person, id, key) {
  await reach(person, id, key);
  await person.press('Enter');
}

/** Opens a section of the stage, if it is folded. */
export async function unfold(person, key) {
  await reach(person, `fold-${key}`);
  if (!(await focus(person)).open) await person.press('Enter');
}

/** Ticks what has this name. */
export async function tick(person, id) {
  await reach(person, id);
  await person.press('Space');
}

/** Chooses in a list by arrows. */
export async function pick(person, id, code) {
  await reach(person, id);
  await goTo(person, `${code} in ${id}`, (at) => at.id === id && at.state === code, 'ArrowDown');
}
