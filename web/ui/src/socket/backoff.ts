// How long to wait before the next try to connect: soon at first, then every two seconds, with a little
// chance added so that a whole office does not come back in one instant. No longer: while the pages of a
// service that is back are not, its callers wait.

const steps = [200, 500, 1000, 2000];

/** Milliseconds before try number n (from 0); chance is between 0 and 1. */
export function backoff(n: number, chance: number): number {
  const base = steps[Math.min(n, steps.length - 1)] ?? 2000;
  return Math.round(base * (1 + 0.2 * chance));
}
