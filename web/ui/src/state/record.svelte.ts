// A record as the components see it: the saver's view, kept fresh.
import type { Contact, Json, ScreenMessage } from '../socket/protocol';
import { FormPage } from '../form/page.svelte';
import type { Problem } from './form';
import { Saver, type SaverView } from './saver';

const typingMs = 500;

export class DraftRecord {
  /** What to show. */
  view = $state.raw<SaverView>() as SaverView;
  readonly saver: Saver;
  /** Where one is in it. */
  readonly page = new FormPage();
  /** Leads to what the service says is wrong; set by the page that shows the record. */
  lead: (problem: Problem) => void = () => undefined;

  constructor(
    /** The call it is the record of: known before the record itself. Empty if it was entered afterwards. */
    readonly call: string,
    send: (message: ScreenMessage) => boolean,
  ) {
    this.saver = new Saver({
      send,
      changed: (view) => (this.view = view),
      later: (ms, run) => void setTimeout(run, ms),
      newId: () => crypto.randomUUID(),
      asked: (problem) => this.lead(problem),
    });
    this.view = this.saver.view();
  }

  /** The record as the server shows it, once there is one. */
  contact = $state.raw<Contact | null>(null);

  attach(contact: Contact): void {
    this.contact = contact;
    this.saver.attach(contact);
  }

  /** Something was chosen. */
  choose(field: string, value: Json): void {
    this.saver.set(field, value);
  }

  /** Something is being typed. */
  type(field: string, value: Json): void {
    this.saver.set(field, value, typingMs);
  }
}
