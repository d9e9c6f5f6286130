import { describe, expect, it } from 'vitest';
import { talkMemory } from './memory';

function storage(): Storage {
  const held = new Map<string, string>();
  const of = { getItem: (k: string) => held.get(k) ?? null, setItem: (k: string, v: string) => void held.set(k, v), removeItem: (k: string) => void held.delete(k) };
  return of as unknown as Storage;
}

describe('a talk', () => {
  it('is remembered over a reload, and that the microphone was closed in it', () => {
    const held = storage();
    talkMemory(held).set('a', true);
    const again = talkMemory(held);
    expect([again.get(), again.mutes('a'), again.mutes('b')]).toEqual(['a', true, false]);
  });

  it('is forgotten with its end, and another begins with an open microphone', () => {
    const held = storage();
    const memory = talkMemory(held);
    memory.set('a', true);
    memory.set('a', false);
    expect(talkMemory(held).mutes('a')).toBe(false);
    memory.set('a', true);
    memory.set('b');
    expect([memory.get(), memory.mutes('a'), memory.mutes('b')]).toEqual(['b', false, false]);
    memory.set('b', true);
    memory.set(null);
    expect([talkMemory(held).get(), talkMemory(held).mutes('b')]).toEqual([null, false]);
  });

  it('is remembered by the page alone where there is no storage', () => {
    const fail = () => {
      throw new Error();
    };
    const memory = talkMemory({ getItem: fail, setItem: fail, removeItem: fail } as unknown as Storage);
    memory.set('a', true);
    expect([memory.get(), memory.mutes('a')]).toEqual(['a', true]);
  });
});
