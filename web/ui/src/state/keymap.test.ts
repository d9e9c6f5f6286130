import { describe, expect, it } from 'vitest';
import { actOf, changes, defaultKeys, lay, readKeymap, type Keymap } from './keymap';

const laid = (map: Keymap, ...more: Parameters<typeof lay> extends [unknown, ...infer R] ? R : never) => lay(map, ...more) as Keymap;

describe('the keys', () => {
  it('do one thing each', () => {
    const keys = Object.values(defaultKeys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('can be laid anew, and the old key is free then', () => {
    const map = laid(defaultKeys, 'mute', 'ë');
    expect([actOf(map, 'Ë'), actOf(map, 'm')]).toEqual(['mute', undefined]);
    expect(actOf(laid(map, 'hold', 'M'), 'm')).toBe('hold');
    expect(laid(map, 'mute', 'ë')).toEqual(map);
  });

  it('are refused when they do something else, are a digit, or no character', () => {
    expect(lay(defaultKeys, 'mute', 'H')).toEqual({ code: 'taken', by: 'hold' });
    expect(lay(defaultKeys, 'mute', '4')).toEqual({ code: 'digit' });
    for (const key of ['Enter', ' ', '', 'Escape', 'F1']) expect(lay(defaultKeys, 'mute', key)).toEqual({ code: 'odd' });
  });

  it('of the kinds are digits at first, which nothing else may have, and can be letters and signs', () => {
    const map = laid(laid(defaultKeys, 'kind_1', 'q'), 'kind_more', '§');
    expect(['q', '1', '§', '0', '2'].map((key) => actOf(map, key))).toEqual(['kind_1', undefined, 'kind_more', undefined, 'kind_2']);
    expect(lay(map, 'mute', '1')).toEqual({ code: 'digit' });
    expect(lay(map, 'kind_2', 'Q')).toEqual({ code: 'taken', by: 'kind_1' });
    expect(actOf(laid(map, 'kind_2', '1'), '1')).toBe('kind_2');
    expect(readKeymap(JSON.stringify(changes(map)))).toEqual(map);
  });

  it('are kept as what was changed, and read again', () => {
    const swapped = laid(laid(laid(defaultKeys, 'mute', ';'), 'hold', 'm'), 'mute', 'h');
    expect(changes(swapped)).toEqual({ mute: 'h', hold: 'm' });
    expect(readKeymap(JSON.stringify(changes(swapped)))).toEqual(swapped);
    expect(changes(defaultKeys)).toEqual({});
  });

  it.each([null, '', 'x', '7', '[]', 'null', '{"mute":"h"}', '{"mute":"5"}', '{"mute":3}', '{"nothing":"q"}'])('%s is read as the first keys', (text) => {
    expect(changes(readKeymap(text))).toEqual({});
  });
});
