// Which searches can be made. The service looks again; here it is said before anybody is asked what for.
import type { Terms } from './api';

const shortestWord = 3;
const longestSpan = 366 * 24 * 3600_000;

/** Whether there is something to look for, in words that are long enough, and a time of a year at most. */
export function searchable(terms: Terms, now: number): boolean {
  const words = terms.text.split(/\s+/).filter((word) => word !== '');
  const span = (terms.before || now) - terms.from;
  return (
    (words.length > 0 || terms.number.trim() !== '' || terms.kind !== '') &&
    words.every((word) => [...word].length >= shortestWord) &&
    span > 0 &&
    span <= longestSpan
  );
}

/** Local midnight of the day that is so many days from a moment's. */
export function midnight(at: number, days: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime();
}
