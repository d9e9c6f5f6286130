import { describe, expect, it } from 'vitest';
import { backoff } from './backoff';
import { tabName } from './tab';

class Box implements Pick<Storage, 'getItem' | 'setItem'> {
  #kept = new Map<string, string>();
  getItem = (key: string) => this.#kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.#kept.set(key, value);
}

describe('coming back', () => {
  it('is quick at first and then every five seconds, with a little chance', () => {
    expect([0, 1, 2, 3, 99].map((n) => backoff(n, 0))).toEqual([200, 500, 1000, 2000, 2000]);
    expect(backoff(3, 1)).toBe(2400);
  });
});

describe('a tab', () => {
  const storage = new Box() as unknown as Storage;
  let n = 0;
  const name = (navigation: string) => tabName(storage, navigation, () => String(++n));

  it('keeps its name when it is reloaded, and takes a new one when it is new or duplicated', () => {
    expect(name('navigate')).toBe('t-1');
    expect(name('reload')).toBe('t-1');
    expect(name('back_forward')).toBe('t-1');
    expect(name('navigate')).toBe('t-2');
  });

  it('has a name even without storage', () => {
    const none = { getItem: fails, setItem: fails } as unknown as Storage;
    expect(tabName(none, 'reload', () => 'x')).toBe('t-x');
  });
});

function fails(): never {
  throw new Error('no storage');
}
