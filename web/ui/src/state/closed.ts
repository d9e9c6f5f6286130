// Records that the person closed a moment ago, on whatever screen. For a quarter of an hour they may open their own again: the service
// says which, and nothing of them is kept here.
import type { Contact, Finished, Refused, ScreenMessage, View } from '../socket/protocol';

/** How long one's own record may be reopened: the table of roles says the same, and decides. */
const reopenMs = 15 * 60_000;
const most = 3;

/** Those that may still be reopened, the newest first. No view comes only because time went by. */
export function reopenable(view: View | null, now: number): Finished[] {
  return (view?.closed ?? []).filter((f) => now - f.closed < reopenMs).slice(0, most);
}

export class Reopening {
  #asked: { id: string; contact: string } | null = null;

  /** The message that asks for one of them again. */
  ask(contact: string): ScreenMessage {
    this.#asked = { id: crypto.randomUUID(), contact };
    return { type: 'reopen', ...this.#asked };
  }

  /** Says whether it is the answer to that. */
  refused(message: Refused): boolean {
    if (message.id !== this.#asked?.id) return false;
    this.#asked = null;
    return true;
  }

  /** The record that was asked for, once the server shows it. */
  follow(view: View): Contact | null {
    const found = view.unfinished.find((c) => c.id === this.#asked?.contact);
    if (found) this.#asked = null;
    return found ?? null;
  }
}
