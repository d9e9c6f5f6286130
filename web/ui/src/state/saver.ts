// Keeps one record's words safe on their way to the database. Promises: one message in the air at a
// time; the newest word of each field goes next; nothing typed is forgotten before it is saved, and
// nothing the page has not seen saved is overwritten by what the server shows.
import type { Contact, Json, Refused, Saved, ScreenMessage } from '../socket/protocol';
import type { Problem, Values } from './form';
import { empty, itemsOf } from './rules';

/** How safe the words are. `kept`: the database is away; `offline`: the line is. */
export type Safety =
  | 'empty'
  | 'saved'
  | 'saving'
  | 'kept'
  | 'offline'
  | 'conflict'
  | 'invalid'
  | 'gone'; // the record is closed, or somebody else's; what was typed is shown, not sent

/** What a page shows of a record. */
export interface SaverView {
  values: Values;
  safety: Safety;
  /** Fields changed by somebody else meanwhile, and what they hold there. */
  conflicts: Values;
  /** Fields whose value the form does not allow. */
  invalid: string[];
  /** Fields that closing still asks for. */
  incomplete: string[];
  /** What is wrong, of both kinds, down to the part of a group's item. */
  problems: Problem[];
  closing: boolean;
  /** Closing was tried, and the database is away. */
  closeFailed: boolean;
}

/** The world outside, as a saver needs it. */
export interface SaverOutside {
  send(message: ScreenMessage): boolean;
  changed(view: SaverView): void;
  later(ms: number, run: () => void): void;
  newId(): string;
  /** The service did not close the record: this is the first thing it asks for. */
  asked?(problem: Problem): void;
}

type Flight = { id: string; field: string; value: Json };

const retryMs = [1000, 2000, 5000];

export class Saver {
  #contact: Contact | null = null;
  #rev = 0;
  #saved: Values = {};
  #pending = new Map<string, Json>();
  #flight: Flight | null = null;
  #conflicts = new Map<string, Json>();
  #invalid = new Map<string, Problem>();
  #incomplete: Problem[] = [];
  #closing: 'no' | 'wanted' | string = 'no';
  #online = false;
  #away = false;
  #tries = 0;
  #touched = false;
  #gone = false;
  #closeFailed = false;
  #quiet = new Set<string>();

  constructor(private readonly outside: SaverOutside) {}

  /** The record as the server shows it. Older than what we know, it changes nothing. */
  attach(contact: Contact): void {
    this.#contact = contact;
    if (contact.rev >= this.#rev) {
      this.#rev = contact.rev;
      this.#saved = { ...contact.values };
      this.#compare();
    }
    this.#next();
  }

  /**
   * A new value for a field; it is shown at once and sent as soon as the air is free. With `quietMs`
   * it waits that long first, so that a word is not sent letter by letter.
   */
  set(field: string, value: Json, quietMs = 0): void {
    this.#touched = true;
    if (quietMs > 0) this.#hold(field, quietMs);
    this.#pending.set(field, value);
    this.#conflicts.delete(field);
    this.#invalid.delete(field);
    this.#incomplete = this.#incomplete.filter((p) => p.field !== field || stillEmpty(p, value));
    this.#next();
  }

  /** Takes over what somebody else wrote, dropping one's own words for that field. */
  takeTheirs(field: string): void {
    this.#pending.delete(field);
    this.#conflicts.delete(field);
    this.#next();
  }

  /** Writes one's own words over what somebody else wrote, having seen it. */
  keepMine(field: string): void {
    this.#conflicts.delete(field);
    this.#next();
  }

  /** Closes the record once every word is saved. */
  close(): void {
    this.#closing = 'wanted';
    this.#closeFailed = false;
    this.#quiet.clear();
    this.#next();
  }

  /** Tells what is still to be filled, found by the page itself. */
  ask(problems: Problem[]): void {
    this.#incomplete = problems;
    this.#tell();
  }

  /** Sends what waits for a pause in the typing now. */
  flush(): void {
    this.#quiet.clear();
    this.#next();
  }

  /** The line is there, or gone. What was in the air is sent again when it is back. */
  line(online: boolean): void {
    if (this.#online === online) return;
    this.#online = online;
    if (!online) this.#land();
    this.#next();
  }

  /** The server's yes. */
  saved(message: Saved): void {
    this.#rev = Math.max(this.#rev, message.rev);
    this.#away = false;
    this.#tries = 0;
    if (this.#flight?.id === message.id) {
      this.#saved[this.#flight.field] = this.#flight.value;
      this.#flight = null;
    }
    this.#next();
  }

  /** The server's no. */
  refused(message: Refused): void {
    if (this.#closing === message.id) return this.#notClosed(message);
    const flight = this.#flight;
    if (flight?.id !== message.id) return;
    this.#land();
    if (['unavailable', 'busy', 'locked'].includes(message.code)) return this.#retry();
    if (message.code === 'conflict') this.#conflict(flight.field, message.rev ?? this.#rev);
    else if (message.code === 'invalid') this.#invalid.set(flight.field, invalid(message, flight.field));
    else this.#gone = true;
    this.#closing = 'no';
    this.#next();
  }

  /** True while there are words that are not known to be saved. */
  get unsaved(): boolean {
    return this.#flight !== null || this.#pending.size > 0;
  }

  #hold(field: string, quietMs: number): void {
    if (this.#quiet.has(field)) return;
    this.#quiet.add(field);
    this.outside.later(quietMs, () => {
      this.#quiet.delete(field);
      this.#next();
    });
  }

  /** Where the server came to hold one's own words after all, there is no conflict. */
  #compare(): void {
    for (const field of this.#conflicts.keys()) {
      const theirs = this.#saved[field] ?? null;
      if (same(theirs, this.#pending.get(field) ?? null)) this.takeTheirs(field);
      else this.#conflicts.set(field, theirs);
    }
  }

  #conflict(field: string, rev: number): void {
    this.#rev = Math.max(this.#rev, rev);
    this.#conflicts.set(field, this.#contact?.values[field] ?? null);
  }

  #notClosed(message: Refused): void {
    this.#closing = 'no';
    if (message.code === 'incomplete') this.#incomplete = incomplete(message);
    if (message.code === 'conflict') {
      this.#rev = Math.max(this.#rev, message.rev ?? 0);
      this.#closing = 'wanted';
    }
    if (message.code === 'unavailable' || message.code === 'locked') this.#closeFailed = true;
    this.#next();
    const [first] = message.code === 'incomplete' ? this.#incomplete : [];
    if (first) this.outside.asked?.(first);
  }

  /** Puts what was in the air back among what waits, unless something newer waits already. */
  #land(): void {
    const flight = this.#flight;
    this.#flight = null;
    if (flight && !this.#pending.has(flight.field)) this.#pending.set(flight.field, flight.value);
    if (this.#closing !== 'no') this.#closing = 'wanted';
  }

  #retry(): void {
    this.#away = true;
    const wait = retryMs[Math.min(this.#tries++, retryMs.length - 1)] ?? 5000;
    this.outside.later(wait, () => {
      this.#away = false;
      this.#next();
    });
    this.#tell();
  }

  /** Sends the next thing, if there is one and the air is free. */
  #next(): void {
    if (this.#free()) {
      const [field, value] = this.#ripe() ?? [];
      if (field !== undefined && value !== undefined) this.#sendField(field, value);
      else if (this.#closing === 'wanted' && this.#pending.size === 0) this.#sendClose();
    }
    this.#tell();
  }

  #free(): boolean {
    const able = this.#online && !this.#away && !this.#gone;
    return able && this.#contact !== null && this.#flight === null;
  }

  /** The first waiting field that nothing speaks against. */
  #ripe(): [string, Json] | undefined {
    const blocked = (f: string) => this.#conflicts.has(f) || this.#invalid.has(f) || this.#quiet.has(f);
    return [...this.#pending].find(([field]) => !blocked(field));
  }

  #sendField(field: string, value: Json): void {
    const flight = { id: this.outside.newId(), field, value };
    const contact = this.#contact!.id;
    if (!this.outside.send({ type: 'set', ...flight, contact, rev: this.#rev })) return;
    this.#flight = flight;
    this.#pending.delete(field);
  }

  #sendClose(): void {
    const id = this.outside.newId();
    const contact = this.#contact!.id;
    if (this.outside.send({ type: 'close', id, contact, rev: this.#rev })) this.#closing = id;
  }

  #tell(): void {
    this.outside.changed(this.view());
  }

  /** What a page shows now: the server's values with one's own over them. */
  view(): SaverView {
    const mine = Object.fromEntries(this.#pending);
    const flying = this.#flight ? { [this.#flight.field]: this.#flight.value } : {};
    return {
      values: { ...this.#saved, ...flying, ...mine },
      safety: this.#safety(),
      conflicts: Object.fromEntries(this.#conflicts),
      invalid: [...this.#invalid.keys()],
      incomplete: [...new Set(this.#incomplete.map((p) => p.field))],
      problems: [...this.#invalid.values(), ...this.#incomplete],
      closing: this.#closing !== 'no',
      closeFailed: this.#closeFailed,
    };
  }

  #safety(): Safety {
    if (this.#gone) return 'gone';
    if (this.#conflicts.size > 0) return 'conflict';
    if (this.#invalid.size > 0) return 'invalid';
    if (!this.unsaved) return this.#touched || Object.keys(this.#saved).length > 0 ? 'saved' : 'empty';
    if (!this.#online) return 'offline';
    if (this.#away || this.#contact === null) return 'kept';
    return 'saving';
  }
}

/** Says whether a part of a group's item, which is asked for, is empty in this new value too. */
function stillEmpty(p: Problem, value: Json): boolean {
  const item = itemsOf(value).find((i) => i.id === p.item);
  return item !== undefined && p.part !== undefined && empty(item[p.part]);
}

function invalid(message: Refused, field: string): Problem {
  return message.problems?.[0] ?? { field, code: 'invalid' };
}

function incomplete(message: Refused): Problem[] {
  return message.problems ?? (message.fields ?? []).map((field) => ({ field, code: 'required' }));
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
