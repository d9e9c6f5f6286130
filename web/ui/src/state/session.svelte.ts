// Who is signed in on this page, and how signing in went.
import * as api from '../api';
import { prefs } from './prefs.svelte';

export type Failure = 'empty' | 'wrong' | 'too_many' | 'away';

const codes: Record<string, Failure> = { wrong_login: 'wrong', too_many_tries: 'too_many' };

export class Session {
  /** Undefined until it is known. */
  person = $state.raw<api.Person | null | undefined>(undefined);
  failure = $state<Failure | null>(null);
  waitSeconds = $state(0);
  busy = $state(false);
  /** The session ended while the page was in use. */
  ended = $state(false);
  #countdown: ReturnType<typeof setInterval> | undefined;

  /** Finds out who is signed in; while the service is away, tries again. */
  async load(): Promise<void> {
    try {
      this.#enter(await api.whoAmI());
    } catch {
      this.person ??= null;
      this.failure = 'away';
      setTimeout(() => void this.load(), 3000);
    }
  }

  /** Signs in; false says that it did not go, and `failure` why. */
  async signIn(login: string, password: string): Promise<boolean> {
    this.failure = login && password ? null : 'empty';
    if (this.failure) return false;
    this.busy = true;
    try {
      this.#enter(await api.signIn(login, password));
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** The session is over, by one's own wish or not. */
  leave(): void {
    this.ended = true;
    this.person = null;
  }

  #enter(person: api.Person | null): void {
    if (this.person) return;
    this.failure = null;
    this.person = person;
    if (person) {
      this.ended = false;
      prefs.personal = person.lang;
    }
  }

  #fail(error: unknown): void {
    const failure = error instanceof api.ApiError ? codes[error.code] : undefined;
    this.failure = failure ?? 'away';
    if (failure === 'too_many' && error instanceof api.ApiError) this.#count(error.retryAfter);
  }

  #count(seconds: number): void {
    this.waitSeconds = Math.max(1, seconds);
    clearInterval(this.#countdown);
    this.#countdown = setInterval(() => {
      this.waitSeconds -= 1;
      if (this.waitSeconds > 0) return;
      clearInterval(this.#countdown);
      this.failure = null;
    }, 1000);
  }
}
