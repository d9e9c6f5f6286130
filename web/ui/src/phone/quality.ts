// How the talk sounds, in words: computed from two looks at the connection's statistics.

/** One look at the statistics. */
export interface Sample {
  at: number;
  packetsIn: number;
  packetsOut: number;
  lost: number;
  jitter: number;
  /** Loudness of the caller, 0 to 1. */
  level: number;
}

/** What the counsellor is told. */
export type Quality = 'unknown' | 'good' | 'poor' | 'silent' | 'unheard';

const poorLoss = 0.05;
const poorJitter = 0.06;

/** Reads a sample out of the browser's report. */
export function sample(report: RTCStatsReport, at: number): Sample {
  const s: Sample = { at, packetsIn: 0, packetsOut: 0, lost: 0, jitter: 0, level: 0 };
  report.forEach((r: Record<string, number | string | undefined>) => {
    if (r['type'] === 'inbound-rtp') {
      s.packetsIn += Number(r['packetsReceived'] ?? 0);
      s.lost += Number(r['packetsLost'] ?? 0);
      s.jitter = Math.max(s.jitter, Number(r['jitter'] ?? 0));
      s.level = Math.max(s.level, Number(r['audioLevel'] ?? 0));
    }
    if (r['type'] === 'outbound-rtp') s.packetsOut += Number(r['packetsSent'] ?? 0);
  });
  return s;
}

/** Judges the time between two samples. */
export function judge(before: Sample | null, now: Sample): Quality {
  if (!before) return 'unknown';
  const received = now.packetsIn - before.packetsIn;
  const lost = Math.max(0, now.lost - before.lost);
  if (received <= 0) return 'silent';
  if (now.packetsOut - before.packetsOut <= 0) return 'unheard';
  if (lost / (received + lost) > poorLoss || now.jitter > poorJitter) return 'poor';
  return 'good';
}
