// A contact that was no call is entered: what became of asking for its record.
import type { Contact, ScreenMessage, View } from '../socket/protocol';

export class Entering {
  /** `asked`, `done`, or why not; empty before. */
  state = $state('');
  #contact = ''; // the one that is being entered

  constructor(private readonly send: (message: ScreenMessage) => boolean) {}

  /** Begins the record of a contact that was no call, for oneself or for a colleague. */
  enter(channel: string, at: string, whose: string): void {
    this.#contact ||= crypto.randomUUID();
    this.state = 'asked';
    const asked = this.send({ type: 'enter', id: 'enter', contact: this.#contact, channel, at, to: whose });
    if (!asked) this.state = 'away';
  }

  refused(code: string): void {
    this.state = code === 'unavailable' ? 'away' : code;
  }

  /** The record that was entered, once the server shows it. */
  follow(view: View): Contact | null {
    const contact = view.unfinished.find((c) => c.id === this.#contact);
    if (!contact) return null;
    this.#contact = '';
    this.state = 'done';
    return contact;
  }
}
