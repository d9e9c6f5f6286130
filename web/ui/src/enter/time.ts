// A moment as the form writes it and a date box reads it: in the helpline's own time, to the minute.

/** "2026-03-14T21:30". */
export function localMinute(at: number): string {
  const d = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}
