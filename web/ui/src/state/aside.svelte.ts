// Nothing covers an offer: a dialog that is open when it rings steps aside, with all that is typed in it, and is there again when no
// call is at hand.
import type { Situation } from './situation';

class Aside {
  /** It rings. */
  rings = $state(false);
  /** No call is at hand. */
  free = $state(true);

  follow(situation: Situation): void {
    this.rings = situation === 'ringing';
    this.free = situation === 'ready' || situation === 'not_ready';
  }
}

export const aside = new Aside();
