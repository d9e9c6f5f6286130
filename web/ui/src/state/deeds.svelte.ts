// What a page asks the service for, one thing at a time, and what became of the last one.
import { codeOf } from '../api';
import { proof } from './proof.svelte';

export class Deeds {
  busy = $state(false);
  /** The code of why something was not done. */
  problem = $state('');

  /** `over` hears that the session is. */
  constructor(private readonly over: () => void = () => undefined) {}

  /** Does it, after a proof if the service asks for one; false says that it did not go, and `problem` why, if it was not given up. */
  protected async do(what: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.problem = '';
    try {
      await proof.with(what);
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'signed_out') this.over();
      if (code !== 'prove_again') this.problem = code;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
