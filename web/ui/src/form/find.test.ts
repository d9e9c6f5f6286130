import { describe, expect, it } from 'vitest';
import { definition } from '../../test/definition';
import { find, plain, wholeName } from './find';

const lists = definition('2').lists!;
const codes = (list: string, typed: string) => find(lists[list]!, typed).map((o) => o.code);

describe('finding', () => {
  it('leaves out accents and capitals', () => {
    expect(plain('Gjirokastër Ç')).toBe('gjirokaster c');
    expect(codes('places', 'SKRAP')[0]).toBe('al314');
  });

  it('knows other names, and other languages', () => {
    expect(codes('places', 'ura vaj')[0]).toBe('al315');
    expect(codes('categories', 'bullying')).toContain('vio_bullying');
  });

  it('puts the beginning of a name first, and the members of a group last', () => {
    const found = codes('places', 'berat');
    expect(found[0]).toBe('al311');
    expect(found).toContain('al313'); // in the county of that name
    expect(found.indexOf('al_01')).toBeLessThan(found.indexOf('al313'));
  });

  it('finds no headings, and everything else when nothing is typed', () => {
    expect(codes('categories', '')).not.toContain('vio');
    expect(codes('categories', ' ').length).toBeGreaterThan(70);
    expect(codes('categories', 'qqq')).toEqual([]);
  });

  it('names the whole way', () => {
    expect(wholeName(lists['places']!, 'al314')).toBe('Qarku Berat · Skrapar');
    expect(wholeName(lists['places']!, 'nowhere')).toBe('nowhere');
  });
});
