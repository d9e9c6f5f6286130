// What is at work in the child's municipality, and can be asked into the talk by one key.
import { near, type Agency } from '../directory/api';

const againMs = 3000;

/** The kind of the units that protect children, one in each municipality. */
const unitKind = 'njmf';

export class Nearby {
  #found = $state.raw<{ place: string; all: Agency[] } | null>(null);
  #wanted: string | null = null;

  /** Finds them, those of the whole country while no place is known, however long it takes, until another place is wanted. */
  async find(place: string): Promise<void> {
    if (place === this.#wanted) return;
    this.#wanted = place;
    while (this.#wanted === place && this.#found?.place !== place) {
      const told = await near(place).catch(() => null);
      if (told && this.#wanted === place) this.#found = { place, all: told.agencies };
      else await new Promise((done) => setTimeout(done, againMs));
    }
  }

  /** Those that can be called, but by these numbers: the place's own first. */
  callable(place: string, but: string[]): Agency[] {
    const all = this.#found?.place === place ? this.#found.all : [];
    return all.filter((a) => a.callable && a.phones[0] !== undefined && !but.includes(a.phones[0]));
  }

  /** The child-protection unit of the place, one that can be called before one that cannot; undefined while none is known. */
  unit(place: string): Agency | undefined {
    const all = this.#found?.place === place ? this.#found.all : [];
    const units = all.filter((a) => a.kind === unitKind && a.places.includes(place));
    return units.find((a) => a.callable) ?? units[0];
  }

  /** It is known what is at work in the place. */
  knows(place: string): boolean {
    return this.#found?.place === place;
  }

  /** What has this number is called so; undefined if it is none of these. */
  nameOf(number: string): string | undefined {
    return this.#found?.all.find((a) => a.callable && a.phones[0] === number)?.name;
  }
}
