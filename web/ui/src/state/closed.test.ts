import { describe, expect, it } from 'vitest';
import { Closed } from './closed.svelte';

function storage(): Storage {
  const held = new Map<string, string>();
  return { getItem: (k: string) => held.get(k) ?? null, setItem: (k: string, v: string) => void held.set(k, v) } as unknown as Storage;
}
const contact = (id: string) => ({ id, call: 'k', line: '116111', form: '2', rev: 3, opened: 5, values: { note: 'secret' }, number_kept: true });

describe('closed records', () => {
  it('may be reopened for a quarter of an hour, also after a reload', () => {
    const held = storage();
    new Closed(held).add(contact('a'), 1000);
    const again = new Closed(held);
    expect(again.at(1000 + 899_999)).toEqual([{ contact: 'a', line: '116111', opened: 5, closed: 1000 }]);
    expect(again.at(1000 + 900_000)).toEqual([]);
    expect(JSON.stringify(held.getItem('alo116.closed'))).not.toContain('secret');
  });

  it('are the last few, the newest first, each once', () => {
    const closed = new Closed(storage());
    for (const id of ['a', 'b', 'c', 'b', 'd']) closed.add(contact(id), 0);
    expect(closed.at(0).map((f) => f.contact)).toEqual(['d', 'b', 'c']);
    closed.remove('b');
    expect(closed.at(0).map((f) => f.contact)).toEqual(['d', 'c']);
  });
});
