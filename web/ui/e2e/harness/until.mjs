// Waiting for a fact, with a deadline: the only way in which these tests spend time.
import { setTimeout as pause } from 'node:timers/promises';

const lookEveryMs = 20;

/** Looks until the look gives something true, and gives that; fails with `what` after `ms`. */
export async function until(what, look, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`in ${ms / 1000} s it did not happen: ${what}`);
    await pause(lookEveryMs);
  }
}
