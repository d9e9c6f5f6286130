import { describe, expect, it } from 'vitest';
import { judge, sample, type Sample } from './quality';

const at = (change: Partial<Sample>): Sample => ({ at: 0, packetsIn: 0, packetsOut: 0, lost: 0, jitter: 0, missed: 0, delay: 0, level: 0, ...change });

describe('quality', () => {
  const before = at({ packetsIn: 100, packetsOut: 100 });
  const after = (change: Partial<Sample>) => judge([before, at({ packetsIn: 150, packetsOut: 150, ...change })]);

  it('needs two looks', () => {
    expect(judge([])).toBe('unknown');
    expect(judge([before])).toBe('unknown');
  });

  it('is good when both sides flow', () => expect(after({})).toBe('good'));

  it.each<[Partial<Sample>, string]>([
    [{ lost: 3 }, 'weak'],
    [{ lost: 10 }, 'bad'],
    [{ jitter: 0.08 }, 'weak'],
    [{ jitter: 0.2 }, 'bad'],
    [{ missed: 0.05 }, 'weak'],
    [{ missed: 0.2 }, 'bad'],
    [{ delay: 0.7 }, 'weak'],
    [{ delay: 1.5 }, 'bad'],
  ])('with %j is %s', (change, quality) => expect(after(change)).toBe(quality));

  it('tells which side is silent', () => {
    expect(after({ packetsIn: 100 })).toBe('silent');
    expect(after({ packetsOut: 100 })).toBe('unheard');
  });

  it('does not call a single moment without a packet silence, and notices a longer one soon', () => {
    const flow = (n: number) => at({ packetsIn: n, packetsOut: n });
    const stopped = at({ packetsIn: 250, packetsOut: 300 });
    expect(judge([flow(100), flow(150), flow(200), flow(250), stopped])).toBe('good');
    expect(judge([flow(200), flow(250), stopped, stopped, stopped])).toBe('silent');
  });

  it('remembers loss for a few looks', () => {
    const flow = (n: number, lost = 0) => at({ packetsIn: n, packetsOut: n, lost });
    expect(judge([flow(100), flow(140, 15), flow(190, 15)])).toBe('bad');
    expect(judge([flow(140, 15), flow(190, 15)])).toBe('good');
  });

  it('is read from the browser’s report', () => {
    const report = new Map<string, object>([
      ['a', { type: 'inbound-rtp', packetsReceived: 7, packetsLost: 1, jitter: 0.01, audioLevel: 0.4 }],
      ['b', { type: 'outbound-rtp', packetsSent: 9 }],
      ['c', { type: 'remote-inbound-rtp', fractionLost: 0.25, roundTripTime: 0.08 }],
      ['d', { type: 'codec' }],
    ]) as unknown as RTCStatsReport;
    expect(sample(report, 5)).toEqual({ at: 5, packetsIn: 7, packetsOut: 9, lost: 1, jitter: 0.01, missed: 0.25, delay: 0.08, level: 0.4 });
  });
});
