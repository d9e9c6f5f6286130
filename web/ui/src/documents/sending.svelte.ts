// The files that are on their way to a case, one after the other, and those that did not go: each stays until it is there or let go.
import { codeOf } from '../api';
import { unsaved } from '../state/unsaved.svelte';
import { send } from './api';

export interface Going {
  n: number;
  file: File;
  /** How much of it is there, from 0 to 1. */
  part: number;
  /** Why it did not go; empty while it may. */
  problem: string;
}

export class Sending {
  all = $state<Going[]>([]);
  #count = 0;
  #busy = false;

  constructor(
    private readonly id: string,
    private readonly most: number,
    private readonly arrived: () => Promise<unknown>,
  ) {
    unsaved.ask(`documents ${id}`, () => this.all.some((g) => g.problem === ''));
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const problem = file.size === 0 || file.size > this.most ? 'document_size' : '';
      this.all.push({ n: ++this.#count, file, part: 0, problem });
    }
    void this.#go();
  }

  again(going: Going): void {
    this.#change(going.n, { problem: '', part: 0 });
    void this.#go();
  }

  forget(going: Going): void {
    this.all = this.all.filter((g) => g.n !== going.n);
  }

  #change(n: number, change: Partial<Going>): void {
    const going = this.all.find((g) => g.n === n);
    if (going) Object.assign(going, change);
  }

  async #go(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#next(); next; next = this.#next()) await this.#one(next);
    this.#busy = false;
  }

  #next = () => this.all.find((g) => g.problem === '');

  async #one({ n, file }: Going): Promise<void> {
    try {
      await send(this.id, file, (part) => this.#change(n, { part }));
      this.all = this.all.filter((g) => g.n !== n);
      await this.arrived();
    } catch (error) {
      this.#change(n, { problem: codeOf(error) });
    }
  }
}
