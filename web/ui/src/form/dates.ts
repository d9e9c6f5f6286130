// Moments as people type them and as the form keeps them: as exactly as they are known.

/** "14.3.2026 21:30" → "2026-03-14T21:30"; "3.2026" → "2026-03"; "2026" stays. Null if it is none. */
export function readMoment(typed: string, withTime: boolean): string | null {
  const text = typed.trim().replace(/\s+/g, ' ');
  const found =
    /^(?:(?:(\d{1,2})[./])?(\d{1,2})[./])?(\d{4})(?:[ ,T]+(\d{1,2})[:.](\d{2}))?$/.exec(text) ?? iso(text);
  if (!found) return null;
  const [, day, month, year = '', hour, minute] = found;
  if (hour !== undefined && (!withTime || day === undefined)) return null;
  const at = [year, month, day].filter((part) => part !== undefined).map(two).join('-');
  if (!real(Number(year), Number(month ?? 1), Number(day ?? 1))) return null;
  if (hour === undefined || minute === undefined) return at;
  return Number(hour) < 24 && Number(minute) < 60 ? `${at}T${two(hour)}:${minute}` : null;
}

/** "14.3.2026" → "2026-03-14". Null if it is no whole day. */
export function readDay(typed: string): string | null {
  const at = readMoment(typed, false);
  return at?.length === 'yyyy-mm-dd'.length ? at : null;
}

/** The parts of 2026-03-14T21:30 in the order day, month, year, hour, minute, as far as they are there. */
function iso(text: string): (string | undefined)[] | null {
  const found = /^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2}))?)?$/.exec(text);
  return found && [found[0], found[3], found[2], found[1], found[4], found[5]];
}

function real(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** What the form keeps, as people write it: "14.3.2026 21:30". */
export function writeMoment(at: string): string {
  const [date = '', time] = at.split('T');
  const day = date.split('-').reverse().map((part) => part.replace(/^0/, '')).join('.');
  return time ? `${day} ${time}` : day;
}

function two(part: string): string {
  return part.padStart(2, '0');
}
