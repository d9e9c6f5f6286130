// Times for people: durations as a clock shows them and as a voice says them, moments by the
// language's own custom.
import { translate, type Lang } from '.';

/** 0:07, 4:17, 1:02:03. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const [h, m, rest] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60];
  const two = (n: number) => String(n).padStart(2, '0');
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

/** "17:58" today, else "12 tetor, 17:58". */
export function moment(lang: Lang, at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const sameDay = then.toDateString() === today.toDateString();
  const day: Intl.DateTimeFormatOptions = sameDay ? {} : { day: 'numeric', month: 'long' };
  return new Intl.DateTimeFormat(lang === 'sq' ? 'sq-AL' : 'en-GB', {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(then);
}
