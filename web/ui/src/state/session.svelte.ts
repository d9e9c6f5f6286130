// Who is signed in on this page, and how signing in went.
import * as api from '../api';
import { prefs } from './prefs.svelte';
import { unsaved } from './unsaved.svelte';

export type Failure =
  | 'empty'
  | 'wrong'
  | 'too_many'
  | 'away'
  | 'code' // wrong, or used before
  | 'step' // a code of the half minute before or after
  | 'passkey' // not accepted
  | 'refused' // the browser or the person did not want to show one
  | 'again' // it took too long, or there were too many tries
  | 'oidc_stale'
  | 'oidc_denied'
  | 'oidc_forged'
  | 'oidc_weak' // signed in a way that is not allowed here
  | 'oidc_unknown'
  | 'oidc_away';

const codes: Record<string, Failure> = {
  wrong_login: 'wrong',
  too_many_tries: 'too_many',
  wrong_code: 'code',
  other_step: 'step',
  wrong_passkey: 'passkey',
  refused: 'refused',
  begin_again: 'again',
};
const elsewhere: readonly Failure[] = ['oidc_stale', 'oidc_denied', 'oidc_forged', 'oidc_weak', 'oidc_unknown', 'oidc_away'];

/** What a sign-in that has begun still asks for. */
export interface Due {
  what: 'second_factor' | 'enrol';
  factors: api.Factor[];
}

export class Session {
  /** Undefined until it is known. */
  person = $state.raw<api.Person | null | undefined>(undefined);
  failure = $state<Failure | null>(null);
  waitSeconds = $state(0);
  busy = $state(false);
  /** The session ended while the page was in use. */
  ended = $state(false);
  /** Something more is due before anybody is signed in. */
  due = $state.raw<Due | null>(null);
  /** The name of the organisation's own sign-in; empty if it has none. */
  oidc = $state('');
  #countdown: ReturnType<typeof setInterval> | undefined;

  /** Finds out who is signed in; while the service is away, tries again. */
  async load(): Promise<void> {
    try {
      const person = await api.whoAmI();
      if (!person) await this.#look();
      this.#enter(person);
    } catch {
      this.person ??= null;
      this.failure = 'away';
      setTimeout(() => void this.load(), 3000);
    }
  }

  /** Signs in; false says that it did not go, and `failure` why, or `due` what else is asked for. */
  async signIn(login: string, password: string): Promise<boolean> {
    this.failure = login && password ? null : 'empty';
    if (this.failure) return false;
    return this.try(() => api.signIn(login, password));
  }

  /** Tries a way to sign in, one at a time. */
  async try(way: () => Promise<api.Person>): Promise<boolean> {
    this.busy = true;
    this.failure = null;
    try {
      this.#enter(await way());
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Begins again with the name and the password. */
  restart(): void {
    this.due = null;
    this.failure = null;
  }

  /** Lets somebody in whom the service has signed in already. */
  welcome(person: api.Person): void {
    this.#enter(person);
  }

  /** Which doors there are, and what came back from the organisation's own. */
  async #look(): Promise<void> {
    const doors = await api.doors();
    this.oidc = doors.oidc ?? '';
    if (doors.due) this.due = { what: doors.due, factors: doors.factors ?? [] };
    const told = new URLSearchParams(location.search).get('failure');
    this.failure = elsewhere.find((f) => f === told) ?? null;
    if (told) history.replaceState(null, '', location.pathname);
  }

  /** The session is over, by one's own wish or not. */
  leave(): void {
    this.ended = true;
    this.person = null;
    unsaved.clear();
  }

  #enter(person: api.Person | null): void {
    if (this.person) return;
    this.person = person;
    if (person) {
      this.failure = null;
      this.due = null;
      this.ended = false;
      prefs.personal = person.lang;
    }
  }

  #fail(error: unknown): void {
    if (error instanceof api.ApiError && (error.code === 'second_factor' || error.code === 'enrol')) {
      this.due = { what: error.code, factors: error.factors };
      return;
    }
    const failure = error instanceof api.ApiError ? codes[error.code] : undefined;
    if (failure === 'again') this.due = null;
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
