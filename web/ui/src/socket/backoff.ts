// How long to wait before the next try to connect: soon at first, then every five seconds, with a
// little chance added so that a whole office does not come back in one instant.

const steps = [200, 500, 1000, 2000, 5000];

/** Milliseconds before try number n (from 0); chance is between 0 and 1. */
export function backoff(n: number, chance: number): number {
  const base = steps[Math.min(n, steps.length - 1)] ?? 5000;
  return Math.round(base * (1 + 0.2 * chance));
}
