// One's own phone, be it in this browser or on the desk: what is done with it here, the browser's phone or the service does.
import type { Desk } from './desk.svelte';

export class OwnPhone {
  constructor(private readonly desk: Desk) {}

  /** Takes calls from now on, or after the present one. The microphone must be there first. */
  async ready(): Promise<void> {
    if (!this.desk.onDesk && !(await this.desk.talk.prepare())) return this.desk.say('mic_denied');
    this.desk.order({ type: 'ready' });
  }

  /** Picks up the offer; a phone on the desk is picked up by hand. */
  accept(): void {
    if (this.desk.onDesk) this.desk.say('lift');
    else this.desk.talk.accept();
  }

  decline(): void {
    if (this.desk.onDesk) this.desk.order({ type: 'put_down' });
    else this.desk.talk.decline();
  }

  hangUp(): void {
    if (this.desk.onDesk) this.desk.order({ type: 'put_down' });
    else this.desk.talk.hangUp();
  }

  toggleMute(): void {
    if (this.desk.onDesk) this.desk.order({ type: 'silence', state: this.desk.leg?.muted ? 'in' : 'muted' });
    else this.desk.talk.toggleMute();
  }

  /** Sends a digit of the keypad into the talk; false if it did not go. */
  dial(digit: string): boolean {
    return this.desk.onDesk ? this.desk.send({ type: 'digit', digit }) : this.desk.talk.dial(digit);
  }
}
