// The page's clock. It counts from the server's, so that every screen shows the same seconds.

const tickMs = 250;
const jumpMs = 2000;

export class Clock {
  /** The server's time now, in milliseconds since 1970. */
  now = $state(Date.now());
  #offset = 0;
  #synced = false;

  constructor() {
    setInterval(() => this.#tick(), tickMs);
  }

  /** Learns the server's time. The message that travelled fastest tells it best. */
  sync(at: number): void {
    const offset = at - Date.now();
    const jumped = Math.abs(offset - this.#offset) > jumpMs;
    this.#offset = this.#synced && !jumped ? Math.max(this.#offset, offset) : offset;
    this.#synced = true;
    this.#tick();
  }

  /** Whole seconds since a moment; never below zero. */
  since(moment: number): number {
    return Math.max(0, Math.floor((this.now - moment) / 1000));
  }

  #tick(): void {
    this.now = Date.now() + this.#offset;
  }
}

export const clock = new Clock();
