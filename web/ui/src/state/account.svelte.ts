// The account page's own: what somebody signs in with, and where they are signed in. A change that needs a fresh proof
// asks for it first and is then done.
import { codeOf, request, type Enrolled } from '../api';
import { failureWords } from './failures';
import { proof } from './proof.svelte';

export interface PasskeyView {
  id: string;
  name: string;
  added: number;
  used: number;
}

export interface SessionView {
  id: string;
  browser: string;
  began: number;
  seen: number;
  current: boolean;
}

export interface AccountView {
  passkeys: PasskeyView[];
  totp: boolean;
  recovery_left: number;
  sessions: SessionView[];
  fresh: boolean;
  second_factor_required: boolean;
}

export class Account {
  view = $state.raw<AccountView | null>(null);
  failure = $state('');
  /** What was just done, in words. */
  told = $state('');
  /** Codes to be shown once. */
  codes = $state.raw<string[] | null>(null);
  adding = $state(false);

  async load(): Promise<void> {
    try {
      this.view = await request<AccountView>('GET', '/api/account');
    } catch (error) {
      this.failure = failureWords(error);
    }
  }

  /** Does something, after a proof if the service asks for one; `words` are said when it is done. */
  async change(act: () => Promise<unknown>, words = ''): Promise<void> {
    this.failure = '';
    this.told = '';
    try {
      this.#take(await proof.with(act));
      this.told = words;
      await this.load();
    } catch (error) {
      if (codeOf(error) !== 'prove_again') this.failure = failureWords(error);
    }
  }

  /** Makes sure of a fresh proof before something that has several steps. */
  async begin(act: () => void): Promise<void> {
    await this.load();
    if (this.view?.fresh || (await proof.ask())) act();
  }

  added(done: Enrolled, words: string): Promise<void> {
    this.adding = false;
    return this.change(async () => done, words);
  }

  #take(answer: unknown): void {
    const codes = (answer as Enrolled | undefined)?.recovery;
    if (codes) this.codes = codes;
  }
}
