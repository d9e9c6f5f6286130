// What a page asks the service for, one thing at a time, and what became of the last one.
import { codeOf } from '../api';

export class Deeds {
  busy = $state(false);
  /** The code of why something was not done. */
  problem = $state('');

  /** `over` hears that the session is. */
  constructor(private readonly over: () => void = () => undefined) {}

  /** Does it; false says that it did not go, and `problem` why. */
  protected async do(what: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.problem = '';
    try {
      await what();
      return true;
    } catch (error) {
      this.problem = codeOf(error);
      if (this.problem === 'signed_out') this.over();
      return false;
    } finally {
      this.busy = false;
    }
  }
}
