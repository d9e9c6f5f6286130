// The records being written: the one of the call at hand, and those left unfinished.
import type { Contact, Refused, Saved, ScreenMessage, View } from '../socket/protocol';
import { DraftRecord } from './record.svelte';
import { recorded } from './situation';

export class Records {
  /** The record of the call at hand; it exists, for typing, before the server has one. */
  current = $state.raw<DraftRecord | null>(null);
  /** An unfinished record that the person opened between calls. */
  opened = $state.raw<DraftRecord | null>(null);
  #drafts = new Map<string, DraftRecord>();
  #online = false;

  constructor(private readonly send: (message: ScreenMessage) => boolean) {}

  /** True while any record holds words that are not known to be saved. */
  get unsaved(): boolean {
    return [...this.#drafts.values()].some((d) => d.view && d.saver.unsaved);
  }

  /** The record to work on: the call's, else the one opened by hand. */
  get shown(): DraftRecord | null {
    return this.current ?? this.opened;
  }

  /** Opens an unfinished record. */
  open(contact: Contact): void {
    this.opened = this.#draft(contact.call, contact.id);
  }

  /** Opens one that came back, unless a call is at hand. */
  resume(contact: Contact | null): void {
    if (contact && !this.current) this.open(contact);
  }

  leave(): void {
    this.opened = null;
  }

  /** Follows what the server shows. */
  follow(view: View): void {
    const call = recorded(view);
    const begun = view.offer ? this.#drafts.get(call) : undefined; // an offer has no record yet, unless it comes back
    this.current = view.offer ? (begun ?? null) : call ? this.#draft(call) : null;
    if (view.contact) this.#draft(view.contact.call, view.contact.id).attach(view.contact);
    for (const contact of view.unfinished) this.#draft(contact.call, contact.id).attach(contact);
    this.#forget(view);
  }

  line(online: boolean): void {
    this.#online = online;
    for (const draft of this.#drafts.values()) draft.saver.line(online);
  }

  saved(message: Saved): void {
    this.#of(message.contact)?.saver.saved(message);
  }

  refused(message: Refused): void {
    if (message.contact) this.#of(message.contact)?.saver.refused(message);
  }

  #of(contact: string): DraftRecord | undefined {
    return [...this.#drafts.values()].find((d) => d.contact?.id === contact);
  }

  /** A call's record is known by the call before it has a name of its own; one that was entered has its name only. */
  #draft(call: string, contact = ''): DraftRecord {
    const name = call || contact;
    const known = this.#drafts.get(name);
    if (known) return known;
    const draft = new DraftRecord(call, this.send);
    draft.saver.line(this.#online);
    this.#drafts.set(name, draft);
    return draft;
  }

  /** Lets go of records that are closed and hold nothing unsaved. */
  #forget(view: View): void {
    const alive = new Set([recorded(view), view.contact?.call, ...view.unfinished.map((c) => c.call || c.id)]);
    for (const [name, draft] of this.#drafts) {
      if (alive.has(name) || draft.saver.unsaved) continue;
      this.#drafts.delete(name);
      if (this.opened === draft) this.opened = null;
    }
  }
}
