import { describe, expect, it } from 'vitest';
import { readDay, readMoment, writeMoment } from './dates';

describe('moments', () => {
  it.each([
    ['2026', '2026'],
    ['3.2026', '2026-03'],
    ['03/2026', '2026-03'],
    ['14.3.2026', '2026-03-14'],
    [' 14/03/2026  21:30', '2026-03-14T21:30'],
    ['14.3.2026, 9:05', '2026-03-14T09:05'],
    ['2026-03-14T21:30', '2026-03-14T21:30'],
    ['2026-3', '2026-03'],
  ])('reads %s', (typed, at) => expect(readMoment(typed, true)).toBe(at));

  it.each(['', 'dje', '31.2.2026', '13.2026', '14.3', '1.1.1899', '14.3.2026 24:00', '3.2026 10:00'])(
    'does not guess at "%s"',
    (typed) => expect(readMoment(typed, true)).toBeNull(),
  );

  it('reads a day only whole', () => {
    expect(['14.3.2026', '14/03/2026', ' 2026-03-14 '].map(readDay)).toEqual(Array(3).fill('2026-03-14'));
    for (const typed of ['', '3.2026', '2026', '31.2.2026', '14.3.26', '14.3.2026 21:30', '3/14/2026']) expect(readDay(typed), typed).toBeNull();
  });

  it('takes a time only where there may be one', () => expect(readMoment('14.3.2026 21:30', false)).toBeNull());

  it.each(['2026', '2026-03', '2026-03-14', '2026-03-14T21:30'])('writes %s so that it can be read again', (at) =>
    expect(readMoment(writeMoment(at), true)).toBe(at),
  );
});
