import { describe, expect, it } from 'vitest';
import { judge, sample, type Sample } from './quality';

const at = (change: Partial<Sample>): Sample => ({ at: 0, packetsIn: 0, packetsOut: 0, lost: 0, jitter: 0, level: 0, ...change });

describe('quality', () => {
  const before = at({ packetsIn: 100, packetsOut: 100 });
  it('needs two looks', () => expect(judge(null, before)).toBe('unknown'));
  it('is good when both sides flow', () => expect(judge(before, at({ packetsIn: 150, packetsOut: 150 }))).toBe('good'));
  it('is poor with much loss or jitter', () => {
    expect(judge(before, at({ packetsIn: 140, packetsOut: 150, lost: 10 }))).toBe('poor');
    expect(judge(before, at({ packetsIn: 150, packetsOut: 150, jitter: 0.2 }))).toBe('poor');
  });
  it('tells which side is silent', () => {
    expect(judge(before, at({ packetsIn: 100, packetsOut: 150 }))).toBe('silent');
    expect(judge(before, at({ packetsIn: 150, packetsOut: 100 }))).toBe('unheard');
  });

  it('is read from the browser’s report', () => {
    const report = new Map<string, object>([
      ['a', { type: 'inbound-rtp', packetsReceived: 7, packetsLost: 1, jitter: 0.01, audioLevel: 0.4 }],
      ['b', { type: 'outbound-rtp', packetsSent: 9 }],
      ['c', { type: 'codec' }],
    ]) as unknown as RTCStatsReport;
    expect(sample(report, 5)).toEqual({ at: 5, packetsIn: 7, packetsOut: 9, lost: 1, jitter: 0.01, level: 0.4 });
  });
});
