// Which entries somebody looks for: by letters of anything that an entry tells, by kind and by municipality.
import { plain } from '../form/find';
import type { Option } from '../state/form';
import type { Agency } from './api';

export interface Look {
  words: string;
  kind: string;
  place: string;
}

/** Those that fit, the ones at work first and, where a place is asked for, its own before the others; then by name. */
export function match(agencies: Agency[], look: Look, places: Option[], kinds: Option[]): Agency[] {
  const words = plain(look.words).split(/\s+/).filter(Boolean);
  const county = places.find((o) => o.code === look.place)?.in;
  return agencies
    .filter((a) => (look.kind === '' || a.kind === look.kind) && distance(a, look.place, county) < none)
    .filter((a) => fits(told(a, places, kinds), words))
    .sort((a, b) => Number(b.active) - Number(a.active) || distance(a, look.place, county) - distance(b, look.place, county) || a.name.localeCompare(b.name, 'sq'));
}

const none = 3;

/** 0: it is of that place, or none is asked for; 1: of its county; 2: of the whole country. */
function distance(a: Agency, place: string, county: string | undefined): number {
  if (place === '' || a.places.includes(place)) return 0;
  if (county !== undefined && a.places.includes(county)) return 1;
  return a.places.length === 0 ? 2 : none;
}

function told(a: Agency, places: Option[], kinds: Option[]): string {
  const names = [...kinds.filter((o) => o.code === a.kind), ...places.filter((o) => a.places.includes(o.code))].flatMap((o) => [
    ...Object.values(o.label),
    ...(o.aliases ?? []),
  ]);
  return plain([a.name, a.address, a.notes, ...a.phones, ...a.emails, ...names].join(' '));
}

function fits(text: string, words: string[]): boolean {
  return words.every((word) => text.includes(word));
}
