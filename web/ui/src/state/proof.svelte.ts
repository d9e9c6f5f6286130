// Some changes ask who makes them to prove once more that it is they. What asked waits here, the one dialog of the page takes the proof
// (ProofDialog), and then it is done. Whoever gives up is told nothing: they know.
import { codeOf } from '../api';

class Proof {
  /** Something waits: told whether a proof was given. */
  asked = $state.raw<((given: boolean) => void) | null>(null);

  /** Does it, after a proof if the service asks for one. Without one it fails as it did: `prove_again`. */
  async with<T>(what: () => Promise<T>): Promise<T> {
    try {
      return await what();
    } catch (error) {
      if (codeOf(error) !== 'prove_again' || !(await this.ask())) throw error;
      return this.with(what);
    }
  }

  /** Asks for a proof, and tells whether one was given. */
  async ask(): Promise<boolean> {
    const given = await new Promise<boolean>((told) => (this.asked = told));
    this.asked = null;
    return given;
  }
}

export const proof = new Proof();
