import { describe, expect, it } from 'vitest';
import { day, duration, moment, spoken } from './format';

describe('times', () => {
  it('look like a clock', () => {
    expect([0, 7, 60, 257, 3723].map(duration)).toEqual(['0:00', '0:07', '1:00', '4:17', '1:02:03']);
    expect(duration(-3)).toBe('0:00');
  });

  it('are said in words, with the right number', () => {
    expect(spoken('sq', 0)).toBe('0 sekonda');
    expect(spoken('sq', 1)).toBe('1 sekondë');
    expect(spoken('sq', 61)).toBe('1 minutë 1 sekondë');
    expect(spoken('en', 7322)).toBe('2 hours 2 minutes 2 seconds');
  });

  it('name the day when it is not today', () => {
    const at = new Date(2026, 9, 12, 17, 58).getTime();
    expect(moment('sq', at, at + 60_000)).toBe('17:58');
    expect(moment('sq', at, at + 48 * 3600_000)).toBe('12 tetor, 17:58');
    expect(moment('en', at, at + 48 * 3600_000)).toBe('12 October, 17:58');
    expect(moment('sq', at, at + 365 * 24 * 3600_000)).toBe('12 tetor 2026, 17:58');
  });

  it('write a day with its month, and its year if it is another', () => {
    const now = new Date(2026, 5, 1).getTime();
    expect(day('sq', '2026-03-14', now)).toBe('14 mars');
    expect(day('en', '2027-12-01', now)).toBe('1 December 2027');
  });
});
