import { describe, expect, it } from 'vitest';
import type { BoardAgent, BoardCall } from '../socket/protocol';
import { agentsInOrder, callsInOrder } from './order';

const agent = (id: string, change: Partial<BoardAgent>): BoardAgent => ({
  id, name: id, role: 'psychologist', presence: 'ready', reason: '', next: '', work: 'idle', since: 0, screen: true, phone: true, line: '', call: '', ...change,
});
const call = (id: string, state: BoardCall['state'], arrived = 0): BoardCall => ({
  id, state, arrived, line: '116111', since: 0, connected: 0, caller: { withheld: true, masked: '' }, agent: '', refused: 0,
});

describe('the board', () => {
  it('puts those who may need help first', () => {
    const sorted = agentsInOrder([
      agent('idle', {}),
      agent('paused', { presence: 'not_ready', reason: 'meal' }),
      agent('wrapping', { work: 'wrap_up' }),
      agent('short talk', { work: 'talking', since: 20 }),
      agent('long talk', { work: 'talking', since: 10 }),
      agent('no phone', { phone: false }),
      agent('wants to talk', { presence: 'not_ready', reason: 'debrief', since: 6 }),
      agent('missed', { presence: 'not_ready', reason: 'missed', since: 5 }),
    ]);
    expect(sorted.map((a) => a.id)).toEqual(['no phone', 'missed', 'wants to talk', 'long talk', 'short talk', 'wrapping', 'paused', 'idle']);
  });

  it('puts callers who wait for somebody first, the earliest before the later', () => {
    const sorted = callsInOrder([call('t', 'talking'), call('w2', 'waiting', 2), call('p', 'parked', 9), call('w1', 'waiting', 1), call('g', 'greeting')]);
    expect(sorted.map((c) => c.id)).toEqual(['p', 'w1', 'w2', 'g', 't']);
    expect(callsInOrder([call('p', 'parked'), { ...call('d', 'talking', 9), danger: 5 }]).map((c) => c.id)).toEqual(['d', 'p']);
  });
});
