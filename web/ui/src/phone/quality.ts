// How the talk sounds, in words: computed from looks at the connection's statistics, one a second.

/** One look at the statistics. */
export interface Sample {
  at: number;
  packetsIn: number;
  packetsOut: number;
  lost: number;
  jitter: number;
  /** The part of our own packets that the other end says it missed, and the way there and back in seconds. */
  missed: number;
  delay: number;
  /** Loudness of the caller, 0 to 1. */
  level: number;
}

/** What the counsellor is told. */
export type Quality = 'unknown' | 'good' | 'weak' | 'bad' | 'silent' | 'unheard';

/** So many looks tell of loss; the last few of them, whether anything arrives at all. */
export const looks = 6;
const silentLooks = 3;

const bounds = [
  { quality: 'bad', lost: 0.1, jitter: 0.12, delay: 1 },
  { quality: 'weak', lost: 0.03, jitter: 0.05, delay: 0.5 },
] as const;

/** Reads a sample out of the browser's report. */
export function sample(report: RTCStatsReport, at: number): Sample {
  const s: Sample = { at, packetsIn: 0, packetsOut: 0, lost: 0, jitter: 0, missed: 0, delay: 0, level: 0 };
  report.forEach((r: Record<string, number | string | undefined>) => {
    const most = (of: 'jitter' | 'missed' | 'delay' | 'level', name: string) => (s[of] = Math.max(s[of], Number(r[name] ?? 0)));
    if (r['type'] === 'inbound-rtp') {
      s.packetsIn += Number(r['packetsReceived'] ?? 0);
      s.lost += Number(r['packetsLost'] ?? 0);
      most('jitter', 'jitter');
      most('level', 'audioLevel');
    }
    if (r['type'] === 'outbound-rtp') s.packetsOut += Number(r['packetsSent'] ?? 0);
    if (r['type'] === 'remote-inbound-rtp') {
      most('missed', 'fractionLost');
      most('delay', 'roundTripTime');
    }
  });
  return s;
}

/** Judges the last looks, the newest at the end. */
export function judge(seen: Sample[]): Quality {
  const [first, now, late] = [seen[0], seen.at(-1), seen.at(-1 - silentLooks) ?? seen[0]];
  if (!first || !now || !late || first === now) return 'unknown';
  if (now.packetsIn <= late.packetsIn) return 'silent';
  if (now.packetsOut <= late.packetsOut) return 'unheard';
  const lost = Math.max(0, now.lost - first.lost);
  const part = Math.max(now.missed, lost / (now.packetsIn - first.packetsIn + lost));
  return bounds.find((b) => part > b.lost || now.jitter > b.jitter || now.delay > b.delay)?.quality ?? 'good';
}
