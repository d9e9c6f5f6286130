import { describe, expect, it } from 'vitest';
import { definition } from '../../test/definition';
import { chosen, field, isQuick, optionsOf, pathTo } from './form';
import { directions } from './keymap';
import { typeKeys } from './keys';

describe.each(['1', '2'])('version %s of the form', (version) => {
  const form = definition(version);

  it('has a key for each of its kinds and directions', () => {
    expect(field(form, 'call_type')?.options?.map((o) => o.code).sort()).toEqual(Object.keys(typeKeys).sort());
    expect(field(form, 'directions')?.options?.map((o) => o.code).sort()).toEqual([...directions].sort());
  });

  it('knows its quick kinds', () => {
    expect(field(form, 'call_type')?.options?.filter(isQuick)).toHaveLength(13);
  });
});

describe('values', () => {
  it('says what is chosen', () => {
    expect([chosen('a'), chosen(['a', 'b']), chosen(null), chosen(' ')]).toEqual([['a'], ['a', 'b'], [], []]);
  });

  it('finds the way to a municipality', () => {
    const form = definition('2');
    const places = optionsOf(form, field(form, 'place')!);
    expect(pathTo(places, 'al311')).toEqual(['al_01', 'al311']);
    expect(pathTo(places, 'unknown')).toEqual(['unknown']);
    expect(pathTo(places, 'nowhere')).toEqual([]);
  });
});
