// What somebody at a phone of the tests hears: a voice, music, or nothing.
import { until } from './until.mjs';
import { quiet } from './voice.mjs';

/** Above it, 0 to 1, somebody is heard. */
export const loud = 0.01;

/** A voice is heard, or music. */
export function hears(somebody, what) {
  somebody.voice.listen();
  return until(what, () => somebody.voice.heard > 50 && somebody.voice.loudest > loud);
}

/** Music goes on; a voice, and the beep of Chromium's microphone, has pauses. */
export const music = (somebody, what) => listens(somebody, what, (voice) => voice.sounding > voice.heard * 0.9 && voice.loudest > loud);

/** Nobody is heard, though the line is there. */
export const silent = (somebody, what) => listens(somebody, what, (voice) => voice.loudest < quiet);

/** What is heard for a second and a half is like this. */
function listens(somebody, what, is) {
  return until(what, async () => {
    somebody.voice.listen();
    await until(`${what}: packets come`, () => somebody.voice.heard > 75);
    return is(somebody.voice);
  }, 15_000);
}
