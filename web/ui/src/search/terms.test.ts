import { describe, expect, it } from 'vitest';
import { midnight, searchable } from './terms';

const now = new Date(2026, 9, 12, 17, 58).getTime();
const day = 24 * 3600_000;
const terms = (change = {}) => ({ text: '', number: '', kind: '', from: now - day, before: 0, ...change });

describe('a search', () => {
  it('is for words, a number or a kind', () => {
    for (const what of [{ text: 'motra saj' }, { number: '069 000 0042' }, { kind: 'silent' }]) {
      expect(searchable(terms(what), now), JSON.stringify(what)).toBe(true);
    }
    for (const what of [{}, { text: '  ' }, { number: ' ' }, { text: 'motra e saj' }]) {
      expect(searchable(terms(what), now), JSON.stringify(what)).toBe(false);
    }
  });

  it('is for a year at most, and not backwards', () => {
    expect(searchable(terms({ kind: 'silent', from: now - 366 * day }), now)).toBe(true);
    expect(searchable(terms({ kind: 'silent', from: now - 367 * day }), now)).toBe(false);
    expect(searchable(terms({ kind: 'silent', from: 0 }), now)).toBe(false);
    expect(searchable(terms({ kind: 'silent', before: now - 2 * day }), now)).toBe(false);
  });

  it('begins and ends at midnight', () => {
    expect(new Date(midnight(now, -1)).toString()).toBe(new Date(2026, 9, 11).toString());
    expect(midnight(now, 1)).toBe(new Date(2026, 9, 13).getTime());
  });
});
