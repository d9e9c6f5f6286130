import { beforeEach, describe, expect, it } from 'vitest';
import { defaultKeys, directions, lay, type Keymap } from './keymap';
import { Keyboard, keysOfKind, typeKeys, type Press, rarer } from './keys';

let board: Keyboard;
beforeEach(() => (board = new Keyboard()));

const press = (key: string, more: Partial<Press> = {}) =>
  board.press({ key, ctrl: false, alt: false, typing: false, busy: false, at: 0, ...more });

describe('the keys', () => {
  it('reach all eighteen kinds of contact, each by its own', () => {
    const keys = Object.values(typeKeys);
    expect(keys).toHaveLength(18);
    expect(new Set(keys).size).toBe(18);
    for (const [code, key] of Object.entries(typeKeys)) {
      board = new Keyboard();
      expect(key.split('').map((k) => press(k)).at(-1)).toEqual({ do: 'type', code });
    }
  });

  it('do not clash with one another', () => {
    for (const code of directions) expect(press(defaultKeys[code])).toEqual({ do: 'direction', code });
    expect([press(','), press('.')]).toEqual([{ do: 'stage', by: -1 }, { do: 'stage', by: 1 }]);
    expect(press('a')).toEqual({ do: 'accept' });
    expect(press('A')).toEqual({ do: 'accept' });
  });

  it('forget the 0 after a while', () => {
    press('0', { at: 0 });
    expect(press('1', { at: 9000 })).toEqual({ do: 'type', code: 'silent' });
  });

  it('are letters while somebody types, and rest while a menu or dialog is open', () => {
    for (const key of ['a', 'd', 'm', '1', '0', '?', 'g', 'k']) {
      expect(press(key, { typing: true })).toBeNull();
      expect(press(key, { busy: true })).toBeNull();
      expect(press(key, { ctrl: true })).toBeNull();
      expect(press(key, { alt: true })).toBeNull();
    }
  });

  it('act where somebody laid them, and nowhere else', () => {
    board.map = lay(defaultKeys, 'mute', 'ç') as Keymap;
    expect(press('Ç')).toEqual({ do: 'mute' });
    expect(press('m')).toBeNull();
    expect(press('ç', { typing: true })).toBeNull();
  });

  it('of the kinds act where somebody laid them, the rarer ones behind the key that shows them', () => {
    board.map = lay(lay(defaultKeys, 'kind_1', 'q') as Keymap, 'kind_more', ';') as Keymap;
    expect([press('Q'), press('1'), press('0')]).toEqual([{ do: 'type', code: 'silent' }, null, null]);
    expect([press(';'), press('q')]).toEqual([{ do: 'type_prefix' }, { do: 'type', code: 'missing_child' }]);
    expect(press('q', { typing: true })).toBeNull();
    expect([keysOfKind(board.map, 'silent'), keysOfKind(board.map, 'missing_child'), keysOfKind(board.map, 'none')]).toEqual([['Q'], [';', 'Q'], []]);
    board.letters = false;
    expect(press('q')).toBeNull();
  });

  it('can be switched off, all but those that are no characters', () => {
    board.letters = false;
    expect(press('a')).toBeNull();
    expect(press('1')).toBeNull();
    expect(press('Enter', { ctrl: true })).toEqual({ do: 'finish' });
    press('Escape', { at: 0 });
    expect(press('Escape', { at: 100 })).toEqual({ do: 'hang_up' });
  });

  it('hang up on the second Escape soon after the first, even while typing', () => {
    expect(press('Escape', { at: 0, typing: true })).toEqual({ do: 'hang_up_hint' });
    expect(press('Escape', { at: 500, typing: true })).toEqual({ do: 'hang_up' });
    expect(press('Escape', { at: 600 })).toEqual({ do: 'hang_up_hint' });
    expect(press('Escape', { at: 5000 })).toEqual({ do: 'hang_up_hint' });
    expect(press('Escape', { at: 5100, busy: true })).toBeNull();
  });
});

it('a digit means the rarer kind while these are shown', () => {
  expect([rarer('silent'), rarer('about_child'), rarer('missing_child')]).toEqual(['missing_child', 'staff_test', 'missing_child']);
});
