// Times for people: durations as a clock shows them and as a voice says them, moments by the
// language's own custom.
import { translate, type Lang } from '.';

/** 0:07, 4:17, 1:02:03. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const [h, m, rest] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60];
  return h > 0 ? `${h}:${two(m)}:${two(rest)}` : `${m}:${two(rest)}`;
}

/** "4 minuta 17 sekonda": what a screen reader says instead of 4:17. */
export function spoken(lang: Lang, seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const parts: [number, 'time.hours' | 'time.minutes' | 'time.seconds'][] = [
    [Math.floor(s / 3600), 'time.hours'],
    [Math.floor(s / 60) % 60, 'time.minutes'],
    [s % 60, 'time.seconds'],
  ];
  const said = parts.filter(([n]) => n > 0).map(([n, key]) => translate(lang, key, { n }));
  return said.join(' ') || translate(lang, 'time.seconds', { n: 0 });
}

/** "17:58" today, else "12 tetor, 17:58", and with the year if it is another. The months are our own: not every browser knows Albanian. */
export function moment(lang: Lang, at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === today.toDateString()) return time;
  return `${dayOf(lang, at, now)}, ${time}`;
}

/** "14 mars", and with the year if it is another; of a day like 2026-03-14. */
export function day(lang: Lang, on: string, now: number): string {
  const [y = 0, m = 1, d = 1] = on.split('-').map(Number);
  return inWords(lang, y, m - 1, d, now);
}

/** The same of the day of a moment. */
export function dayOf(lang: Lang, at: number, now: number): string {
  const then = new Date(at);
  return inWords(lang, then.getFullYear(), then.getMonth(), then.getDate(), now);
}

function inWords(lang: Lang, y: number, m: number, d: number, now: number): string {
  const year = y === new Date(now).getFullYear() ? '' : ` ${y}`;
  return `${d} ${translate(lang, months[m] ?? 'time.january', {})}${year}`;
}

/** How large something is: "820 kB", "1,4 MB", with the language's own comma. */
export function size(lang: Lang, bytes: number): string {
  const [unit, n] = bytes < 1_000_000 ? ['kB', Math.max(1, Math.round(bytes / 1000))] : ['MB', Math.round(bytes / 100_000) / 10];
  return `${String(n).replace('.', lang === 'sq' ? ',' : '.')} ${unit}`;
}

const months = [
  'time.january', 'time.february', 'time.march', 'time.april', 'time.may', 'time.june',
  'time.july', 'time.august', 'time.september', 'time.october', 'time.november', 'time.december',
] as const;

const two = (n: number) => String(n).padStart(2, '0');
