// The counsellor's phone: JsSIP behind the few words the desk needs. Promises: only the leg that
// carries the offer's id is ever answered; nothing is answered twice; a lost socket does not end a
// talk; leaving the page says nothing to Asterisk, so that the caller is kept and the talk resumed.
import JsSIP from 'jssip';
import type { Socket } from 'jssip/lib/Socket';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { RTCSessionEvent, UA } from 'jssip/lib/UA';
import { proveBySHA256 } from './digest';
import { Leg, type LegState } from './leg';
import { microphone } from './microphone';
import { Wire, type Tickets } from './wire';

/** How the phone stands with Asterisk. */
export type Registration = 'off' | 'connecting' | 'registered' | 'lost';

/** What the phone needs to register: the short-lived account of this sign-in. */
export interface Account {
  /** The account's address, "sip:user@domain". */
  uri: string;
  password: string;
  /** Where SIP is spoken, "wss://host/sip". */
  url: string;
}

/** The phone as the rest of the page sees it; a new object after every change. */
export interface PhoneView {
  registration: Registration;
  /** The leg that rings or talks, if there is one. */
  leg: { offer: string; state: LegState; muted: boolean } | null;
  /** True when the browser refused the microphone, or has none. */
  micDenied: boolean;
}

/** Whom the phone tells. */
export interface PhoneListener {
  changed(view: PhoneView): void;
  /** The caller's voice, or null when it is over. */
  voice(stream: MediaStream | null): void;
}

proveBySHA256();

const offerHeader = 'X-Alo116-Offer';
const againMs = 2000;
const reconnect = { connection_recovery_min_interval: 1, connection_recovery_max_interval: 2 };

export class Phone {
  #ua: UA | null = null;
  #account = '';
  #later: Account | null = null;
  #legs = new Map<string, Leg>();
  #registration: Registration = 'off';
  #micDenied = false;
  #mic = '';

  constructor(
    private readonly listener: PhoneListener,
    private readonly tickets: Tickets,
  ) {
    void microphone.watch((forbidden) => {
      this.#micDenied = forbidden;
      this.#tell();
    });
  }

  /** Registers with this account; the same one again changes nothing, another waits for a talk's end. */
  start(account: Account): void {
    const key = JSON.stringify(account);
    this.#later = null;
    if (this.#ua && key === this.#account) return;
    if (this.#ua && this.#legs.size > 0) {
      this.#later = account;
      return;
    }
    this.stop();
    this.#account = key;
    this.#ua = this.#build(account);
    this.#set('connecting');
    this.#ua.start();
  }

  /** Unregisters and forgets the account. Live legs are ended. */
  stop(): void {
    const ua = this.#ua;
    this.#ua = null;
    this.#account = '';
    this.#later = null;
    ua?.stop();
    this.#set('off');
  }

  /** Asks for the microphone before the first call does; says whether it may be used. */
  async prepare(): Promise<boolean> {
    this.#micDenied = !(await microphone.allowed());
    this.#tell();
    return !this.#micDenied;
  }

  /** True when the leg of this offer is here and rings. */
  rings(offer: string): boolean {
    return this.#legs.get(offer)?.state === 'ringing';
  }

  /** Answers the leg of this offer, once; muted, one's own voice is not sent from the first moment on. */
  async answer(offer: string, muted = false): Promise<void> {
    const leg = this.#legs.get(offer);
    if (leg?.state !== 'ringing') return;
    leg.state = 'answering';
    this.#leaveOthers(leg);
    this.#tell();
    const stream = await this.#openMic();
    if (stream) leg.answer(stream, muted);
    else leg.refuse(480);
    this.#tell();
  }

  /** Refuses the leg of this offer: "603 Decline". */
  decline(offer: string): void {
    const leg = this.#legs.get(offer);
    if (leg?.state === 'ringing') leg.refuse(603);
  }

  /** Ends the talk: "BYE". */
  hangUp(): void {
    this.#current()?.hangUp();
  }

  /** Keeps one's own voice from being sent, or lets it go again. */
  mute(on: boolean): void {
    this.#current()?.mute(on);
    this.#tell();
  }

  /** Sends a digit of the keypad into the talk; false if that is not possible. */
  dial(digit: string): boolean {
    const leg = this.#current();
    return leg?.state === 'talking' && leg.dial(digit);
  }

  /** Speaks through this microphone from now on, also in the middle of a talk; empty leaves it to the computer. */
  speakThrough(mic: string): void {
    if (mic === this.#mic) return;
    this.#mic = mic;
    const leg = this.#current();
    if (leg && leg.state !== 'ringing') void this.#renewMic(leg);
  }

  /** The statistics of the live connection; null without one. */
  async stats(): Promise<RTCStatsReport | null> {
    return (await this.#current()?.stats()) ?? null;
  }

  async #openMic(): Promise<MediaStream | null> {
    const stream = await microphone.open(this.#mic);
    this.#micDenied = stream === null;
    return stream;
  }

  /** Opens the microphone anew, for a leg that goes on. */
  async #renewMic(leg: Leg): Promise<void> {
    const stream = await this.#openMic();
    if (stream) await leg.replace(stream);
    this.#tell();
  }

  #build(account: Account): UA {
    const ua = new JsSIP.UA({
      ...reconnect,
      sockets: new Wire(account.url, this.tickets) as unknown as Socket,
      uri: account.uri,
      password: account.password,
      register_expires: 120,
      session_timers: false,
      user_agent: 'ALO 116',
    });
    const mine = (f: () => void) => () => this.#ua === ua && f();
    ua.on('connecting', mine(() => this.#set('connecting')));
    ua.on('registered', mine(() => this.#set('registered')));
    ua.on('unregistered', mine(() => this.#again(ua)));
    ua.on('registrationFailed', mine(() => this.#again(ua)));
    ua.on('disconnected', mine(() => this.#set('lost')));
    ua.on('newRTCSession', (e: RTCSessionEvent) => {
      if (e.originator === 'remote') this.#incoming(e.session, e.request.getHeader(offerHeader));
    });
    return ua;
  }

  /** JsSIP gives up after a refusal; after a restart of Asterisk the account is only late. */
  #again(ua: UA): void {
    this.#set('lost');
    setTimeout(() => this.#ua === ua && ua.isConnected() && ua.register(), againMs);
  }

  #incoming(session: RTCSession, offer: string | undefined): void {
    if (!offer || this.#legs.has(offer)) {
      session.terminate({ status_code: 486 });
      return;
    }
    const leg = new Leg(session, {
      changed: () => this.#tell(),
      voice: (stream) => this.listener.voice(stream),
      deaf: () => void this.#renewMic(leg),
      ended: () => this.#ended(offer, leg),
    });
    this.#legs.set(offer, leg);
    this.#tell();
  }

  #ended(offer: string, leg: Leg): void {
    if (this.#legs.get(offer) === leg) this.#legs.delete(offer);
    if (this.#legs.size === 0) this.listener.voice(null);
    this.#tell();
    if (this.#later && this.#legs.size === 0) this.start(this.#later);
  }

  /** A caller who comes back has a new leg; the one that was lost is not worth keeping. */
  #leaveOthers(leg: Leg): void {
    for (const other of this.#legs.values()) if (other !== leg) other.hangUp();
  }

  /** The leg in use: the one that is talked on, else the newest that rings. */
  #current(): Leg | undefined {
    const all = [...this.#legs.values()];
    return all.find((leg) => leg.state !== 'ringing') ?? all.at(-1);
  }

  #set(registration: Registration): void {
    this.#registration = registration;
    this.#tell();
  }

  #tell(): void {
    const leg = this.#current();
    const offer = [...this.#legs].find(([, l]) => l === leg)?.[0];
    this.listener.changed({
      registration: this.#registration,
      leg: leg && offer ? { offer, state: leg.state, muted: leg.muted } : null,
      micDenied: this.#micDenied,
    });
  }
}
