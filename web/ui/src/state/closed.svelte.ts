// Records that this tab closed a moment ago. For a quarter of an hour a person may open their own again; what is kept
// for that, across a reload too, is the record's id and nothing of what is in it.
import type { Contact, Refused, ScreenMessage, View } from '../socket/protocol';

/** How long one's own record may be reopened: the table of roles says the same, and decides. */
const reopenMs = 15 * 60_000;
const key = 'alo116.closed';
const most = 3;

export interface Finished {
  contact: string;
  line: string;
  /** When it was begun and when it was closed, in ms. */
  opened: number;
  closed: number;
  /** It was decided that it belongs to a case. */
  cased?: boolean;
  /** It was a talk, which may lead to a case. */
  talk?: boolean;
}

export class Closed {
  #all = $state.raw<Finished[]>([]);
  #asked: { id: string; contact: string } | null = null;

  constructor(private readonly storage: Storage) {
    this.#all = this.#read();
  }

  /** Those that may still be reopened, the newest first. */
  at(now: number): Finished[] {
    return this.#all.filter((f) => now - f.closed < reopenMs);
  }

  add(contact: Contact, now: number): void {
    const { id, line, opened, values } = contact;
    const cased = values['case_decision'] === 'new' || values['case_decision'] === 'attach' || values['call_type'] === 'followup';
    this.#keep([{ contact: id, line, opened, closed: now, ...(cased ? { cased } : {}), ...(values['directions'] ? { talk: true } : {}) }, ...this.#all.filter((f) => f.contact !== id)].slice(0, most));
  }

  /** The message that asks for one of them again. */
  ask(contact: string): ScreenMessage {
    this.#asked = { id: crypto.randomUUID(), contact };
    return { type: 'reopen', ...this.#asked };
  }

  /** Says whether it is the answer to that. One that was closed too long ago is not offered any more. */
  refused(message: Refused): boolean {
    if (message.id !== this.#asked?.id) return false;
    if (message.code === 'not_allowed') this.remove(this.#asked.contact);
    this.#asked = null;
    return true;
  }

  /** The record that was asked for, once the server shows it. */
  follow(view: View): Contact | null {
    const found = view.unfinished.find((c) => c.id === this.#asked?.contact);
    if (!found) return null;
    this.#asked = null;
    this.remove(found.id);
    return found;
  }

  remove(contact: string): void {
    if (this.#all.some((f) => f.contact === contact)) this.#keep(this.#all.filter((f) => f.contact !== contact));
  }

  #keep(all: Finished[]): void {
    this.#all = all;
    try {
      this.storage.setItem(key, JSON.stringify(all));
    } catch {
      // No storage: a reload forgets them.
    }
  }

  #read(): Finished[] {
    try {
      const read: unknown = JSON.parse(this.storage.getItem(key) ?? '[]');
      return Array.isArray(read) ? (read as Finished[]) : [];
    } catch {
      return [];
    }
  }
}
