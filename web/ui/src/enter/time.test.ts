import { describe, expect, it } from 'vitest';
import { localMinute } from './time';

describe('a moment to the minute', () => {
  it('is local, and always of the same length', () => {
    expect(localMinute(new Date(2026, 2, 4, 1, 5, 59).getTime())).toBe('2026-03-04T01:05');
    expect(localMinute(new Date(2026, 11, 31, 23, 59).getTime())).toBe('2026-12-31T23:59');
  });
});
