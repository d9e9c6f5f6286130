// Notices that nobody has touched this person's pages for a while. All tabs of the browser count together, and somebody who
// talks is there, whatever their hands do. The service is told of touches now and then: it counts, too, and its word holds.
import { ApiError, touch } from '../api';

const key = 'alo116.touched';
const lookMs = 5000;
const noteMs = 1000;
const tellMs = 30_000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

export class Idle {
  #touched = Date.now();
  #noted = 0;
  #told = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly limitMs: number,
    private readonly busy: () => boolean,
    private readonly idle: () => void,
    private readonly storage: Storage = localStorage,
    private readonly tell: () => Promise<void> = touch,
  ) {}

  start(): void {
    if (this.limitMs <= 0) return;
    this.touch();
    for (const sign of signs) window.addEventListener(sign, this.touch, { passive: true, capture: true });
    document.addEventListener('visibilitychange', this.look);
    this.#timer = setInterval(this.look, Math.min(lookMs, this.limitMs));
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const sign of signs) window.removeEventListener(sign, this.touch, { capture: true });
    document.removeEventListener('visibilitychange', this.look);
  }

  /** Somebody is here. */
  touch = (): void => {
    this.#touched = Date.now();
    if (this.#touched - this.#noted < noteMs) return;
    this.#noted = this.#touched;
    if (this.#touched - this.#told >= tellMs) this.#tell();
    try {
      this.storage.setItem(key, String(this.#touched));
    } catch {
      // Without storage each tab counts for itself.
    }
  };

  look = (): void => {
    if (this.busy()) return this.touch();
    if (Date.now() - Math.max(this.#touched, this.#elsewhere()) >= this.limitMs) this.idle();
  };

  /** What cannot be told now is told with the next touch after a while; a session that is locked covers its page. */
  #tell(): void {
    this.#told = this.#touched;
    this.tell().catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'locked') this.idle();
    });
  }

  #elsewhere(): number {
    try {
      const at = Number(this.storage.getItem(key)) || 0;
      return at > Date.now() ? 0 : at; // somebody set the clock
    } catch {
      return 0;
    }
  }
}
