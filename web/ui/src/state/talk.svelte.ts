// The phone side of the desk: registers, rings, answers the right leg, comes back after a reload,
// and listens how the talk sounds.
import { Phone, type Account, type PhoneView } from '../phone/phone';
import { judge, looks, sample, type Quality, type Sample } from '../phone/quality';
import type { Tickets } from '../phone/wire';
import { Ring, type RingAt } from '../phone/ring';
import type { View } from '../socket/protocol';
import type { TalkMemory } from './memory';

const lookMs = 1000;
const goneMs = 1500;

export class Talk {
  /** The phone as it stands. */
  phone = $state.raw<PhoneView>({ registration: 'off', leg: null, micDenied: false });
  /** The caller's voice. */
  voice = $state.raw<MediaStream | null>(null);
  quality = $state<Quality>('unknown');
  sample = $state.raw<Sample | null>(null);
  /** The server says that we talk, and for a while there has been no leg here. */
  voiceGone = $state(false);
  /** The offer that was accepted here; its leg is answered as soon as it rings. */
  wanted = $state<string | null>(null);
  /** The browser will not let the ring be heard before somebody touches the page. */
  ringBlocked = $state(false);

  #phone: Phone;
  #ring = new Ring();
  #ringAt: RingAt = { outputs: [''], volume: 1 };
  #rings = false;
  #view: View | null = null;
  #here = false;
  #gone: ReturnType<typeof setTimeout> | undefined;
  #seen: Sample[] = [];
  #look: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly memory: TalkMemory,
    tickets: Tickets,
  ) {
    const listener = {
      changed: (phone: PhoneView) => this.#changed(phone),
      voice: (stream: MediaStream | null) => (this.voice = stream),
    };
    this.#phone = new Phone(listener, tickets);
  }

  /** Registers the phone, or, with null, lets it go unless somebody is being talked to on it. */
  use(account: Account | null): void {
    if (account) this.#phone.start(account);
    else if (!this.phone.leg) this.#phone.stop();
  }

  /** Ends everything: the person leaves. */
  stop(): void {
    this.memory.set(null);
    this.#ring.stop();
    clearInterval(this.#look);
    clearTimeout(this.#gone);
    this.#phone.stop();
  }

  /** Asks for the microphone; says whether it may be used. */
  prepare(): Promise<boolean> {
    this.#ring.unlock();
    return this.#phone.prepare();
  }

  /** A person touched the page: from now on it may ring aloud. */
  touched(): void {
    this.#ring.unlock();
    this.ringBlocked = false;
  }

  /** Speaks through this microphone; empty leaves it to the computer. */
  speakThrough(mic: string): void {
    this.#phone.speakThrough(mic);
  }

  /** Rings there from now on. */
  ringAt(at: RingAt): void {
    this.#ringAt = at;
    if (this.#rings) this.#ring.start(at);
  }

  /** Rings once, to be heard before the shift. */
  async tryRing(): Promise<void> {
    this.#ring.start(this.#ringAt);
    await new Promise((done) => setTimeout(done, 1800));
    if (!this.#rings) this.#ring.stop();
  }

  /** Sounds a note there, to be heard before the shift. */
  tryNote(output: string, volume: number): void {
    this.#ring.note(output, volume);
  }

  /** Picks up the offer, now or as soon as its leg is here. */
  accept(): void {
    const offer = this.#view?.offer?.id;
    if (!offer) return;
    this.wanted = offer;
    this.#answerWanted();
  }

  decline(): void {
    const offer = this.#view?.offer?.id;
    if (offer) this.#phone.decline(offer);
  }

  hangUp(): void {
    this.memory.set(null);
    this.#phone.hangUp();
  }

  toggleMute(): void {
    const leg = this.phone.leg;
    if (leg?.state === 'talking') this.#phone.mute(!leg.muted);
  }

  /** Sends a digit of the keypad; false if it did not go. */
  dial(digit: string): boolean {
    return this.#phone.dial(digit);
  }

  /** Follows what the server shows. `here`: the phone is in this tab. */
  follow(view: View, here: boolean): void {
    this.#view = view;
    this.#here = here;
    this.#remember(view);
    const offer = view.offer;
    if (offer?.id !== this.wanted) this.wanted = null;
    if (offer && here && (offer.out || offer.call === this.memory.get())) this.wanted = offer.id;
    this.#answerWanted();
    this.#sound(here);
    this.#watch(here);
  }

  #changed(phone: PhoneView): void {
    this.phone = phone;
    if (this.#view) this.#remember(this.#view);
    this.#answerWanted();
    this.#sound(this.#here);
    this.#watch(this.#here);
    this.#listen(phone.leg?.state === 'talking');
  }

  /** Only a talk that this tab held is resumed by itself, muted if it was; an ended one is forgotten. */
  #remember(view: View): void {
    const talk = view.call;
    if (talk?.state === 'ended') this.memory.set(null);
    const leg = this.phone.leg;
    const held = talk?.offer !== undefined && leg?.offer === talk.offer;
    if (talk?.state === 'talking' && held) this.memory.set(talk.id, leg?.muted);
    if (view.me.work === 'idle' && view.me.call !== this.memory.get()) this.memory.set(null);
  }

  #answerWanted(): void {
    const offer = this.#view?.offer;
    if (offer && offer.id === this.wanted && this.#phone.rings(offer.id)) {
      this.wanted = null;
      void this.#phone.answer(offer.id, this.memory.mutes(offer.call));
    }
  }

  #sound(here: boolean): void {
    const offer = this.#view?.offer;
    const picked = this.phone.leg?.offer === offer?.id && this.phone.leg?.state !== 'ringing';
    this.#rings = !!offer && here && !picked && this.wanted !== offer.id;
    if (this.#rings) {
      this.#ring.start(this.#ringAt);
      this.ringBlocked = !this.#ring.audible;
    } else {
      this.#ring.stop();
    }
  }

  #watch(here: boolean): void {
    const talking = this.#view?.call?.state === 'talking';
    if (talking && here && !this.phone.leg) {
      this.#gone ??= setTimeout(() => (this.voiceGone = true), goneMs);
      return;
    }
    clearTimeout(this.#gone);
    this.#gone = undefined;
    this.voiceGone = false;
  }

  #listen(on: boolean): void {
    if (on === (this.#look !== undefined)) return;
    clearInterval(this.#look);
    this.#look = on ? setInterval(() => void this.#measure(), lookMs) : undefined;
    this.sample = null;
    this.#seen = [];
    this.quality = 'unknown';
  }

  async #measure(): Promise<void> {
    const report = await this.#phone.stats();
    if (!report || this.#look === undefined) return;
    this.sample = sample(report, performance.now());
    this.#seen = [...this.#seen, this.sample].slice(-looks);
    this.quality = judge(this.#seen);
  }
}
