import { describe, expect, it } from 'vitest';
import type { View } from '../socket/protocol';
import { Reopening, reopenable } from './closed';

const finished = (contact: string, closed = 1000) => ({ contact, line: '116111', opened: 5, closed, case: false });
const view = (...closed: ReturnType<typeof finished>[]) => ({ closed, unfinished: [] as unknown[] }) as unknown as View;

describe('closed records', () => {
  it('may be reopened for a quarter of an hour', () => {
    expect(reopenable(view(finished('a')), 1000 + 899_999).map((f) => f.contact)).toEqual(['a']);
    expect(reopenable(view(finished('a')), 1000 + 900_000)).toEqual([]);
    expect(reopenable(null, 0)).toEqual([]);
  });

  it('are the last few, as the service has them', () => {
    expect(reopenable(view(finished('d'), finished('b'), finished('c'), finished('a')), 1000).map((f) => f.contact)).toEqual(['d', 'b', 'c']);
  });

  it('are shown once they came, to whoever asked for them', () => {
    const reopening = new Reopening();
    const message = reopening.ask('a');
    const came = { ...view(), unfinished: [{ id: 'a' }] } as unknown as View;
    expect(message).toMatchObject({ type: 'reopen', contact: 'a' });
    expect(reopening.follow(view())).toBeNull();
    expect(reopening.follow(came)).toMatchObject({ id: 'a' });
    expect(reopening.follow(came)).toBeNull();
  });
});
