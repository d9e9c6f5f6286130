// The desk of one signed-in person: the last view, the phone, the records being written. Everything
// shown is computed from these; nothing here decides what the server or Asterisk decides.
import * as api from '../api';
import { account } from '../phone/account';
import { handsetLeg } from './handset';
import { LiveSocket, type LineState } from '../socket/socket';
import type { ByeCode, Contact, Emergency, History, PhoneMessage, Saved, ScreenMessage, ServerMessage, View, Ways, Welcome } from '../socket/protocol';
import { clock } from './clock.svelte';
import { Reopening } from './closed';
import { Company } from './company.svelte';
import { Cover } from './cover.svelte';
import { Entering } from './entering.svelte';
import type { FormDefinition } from './form';
import { Forms } from './forms.svelte';
import { talkMemory } from './memory';
import { prefs } from './prefs.svelte';
import type { DraftRecord } from './record.svelte';
import { Records } from './records.svelte';
import { Nearby } from './nearby.svelte';
import { Notices, whyNot, whyNotDone, type Notice } from './notices.svelte';
import { Orders } from './orders';
import { OwnPhone } from './own';
import { parts, sound } from './sound.svelte';
import { busy, claim, situation, troubles, type Situation } from './situation';
import { Talk } from './talk.svelte';
import { unsaved } from './unsaved.svelte';

export class Desk {
  line = $state<LineState>('connecting');
  view = $state.raw<View | null>(null);
  me = $state.raw<Welcome['me'] | null>(null);
  bye = $state<ByeCode | null>(null);
  build = $state('');
  #forms = new Forms();
  /** Where the talk can be given to, or who can be asked into it, while that is asked. */
  ways = $state.raw<Ways | null>(null);
  /** The devices are shown, or the keypad. */
  audio = $state(false);
  pad = $state(false);
  /** What the caller had before, while that is shown. */
  history = $state.raw<History | null>(null);
  /** Whom to call, since danger was noted. */
  emergency = $state.raw<Emergency | null>(null);
  /** The session is over. The page leaves when no talk goes on: nobody is cut off for it. */
  over = $state(false);
  readonly talk = new Talk(talkMemory(sessionStorage), () => this.#ticket());
  readonly nearby = new Nearby();
  readonly reopening = new Reopening();
  readonly records = new Records((message) => this.#socket.send(message));
  readonly own = new OwnPhone(this);
  readonly orders = new Orders(this);
  readonly company = new Company(this);
  readonly entering = new Entering((message) => this.send(message));
  readonly notices = new Notices();

  #socket: LiveSocket;
  #account = $state.raw<PhoneMessage | null>(null);
  #claim: ScreenMessage | null = null;
  #cover: Cover;

  constructor(
    readonly tab: string,
    /** The session was locked when the page was loaded. */
    locked = false,
  ) {
    this.#cover = new Cover(locked);
    this.#socket = this.#newSocket();
  }

  /** The screen is covered: by the service's word, or already by one's own wish. */
  locked = $derived.by(() => this.view?.me.locked === true || this.#cover.on);

  situation = $derived.by(() => situation(this.view, this.talk));
  /** The phone is one on the desk: what this page does with it, the service does. */
  onDesk = $derived.by(() => this.view?.me.desk === true);
  /** The leg of this person, in this browser or on their desk. */
  leg = $derived.by(() => (this.onDesk ? handsetLeg(this.view) : this.talk.phone.leg));
  /** The situation in words: in a talk, a closed microphone is part of it. */
  told: Situation | 'muted' = $derived.by(() => (this.situation === 'talking' && this.leg?.muted ? 'muted' : this.situation));
  /** There is a talk to hold or to pass on, be it that its voice is lost here. */
  inTalk = $derived.by(() => this.view?.call?.state === 'talking' && !this.view.call.host);
  /** The own talk is on this phone: digits can be sent. */
  mayDial = $derived.by(() => this.inTalk && this.leg?.state === 'talking');
  /** The work after a call whose record went to somebody else with it: there is nothing to fill in. */
  handedOn = $derived.by(() => this.situation === 'wrap_up' && this.view?.contact === null && !this.view.contact_pending);
  /** This tab drives the phone; other tabs of the same person only show. */
  drivesPhone = $derived.by(() => this.view?.me.phone_tab === this.tab);
  /** What is done with the phone can be done here. */
  hasPhone = $derived.by(() => this.drivesPhone || this.onDesk);
  /** Somebody may be called from here, and right now. */
  mayCall = $derived.by(() => this.hasPhone && this.view?.link === true && !this.locked);
  handsFree = $derived.by(() => this.line === 'open' && this.view?.me.phone === true && ['not_ready', 'ready', 'wrap_up'].includes(this.situation));
  troubles = $derived.by(() =>
    troubles(this.view, {
      sessionOver: this.over,
      lineLost: this.line === 'lost',
      micDenied: this.talk.phone.micDenied,
      onDesk: this.onDesk,
      drivesPhone: this.drivesPhone,
      registered: this.talk.phone.registration === 'registered',
      unavailable: this.#account?.error !== undefined,
      gone: parts.filter((part) => sound.gone(part)),
      voice: this.situation === 'talking' && this.drivesPhone && !this.onDesk ? this.talk.quality : 'unknown',
    }),
  );
  /** Nothing would be lost by loading the page anew. */
  idle = $derived.by(() => {
    const stale = this.bye === 'old_tab'; // the last view is no longer true
    return !this.talk.phone.leg && !this.records.unsaved && !unsaved.any && (stale || !busy(this.view));
  });

  /** The form that a record was begun with, or will be; null while it is on its way. */
  formOf = (record: DraftRecord | Pick<Contact, 'form'> | null): FormDefinition | null =>
    this.#forms.of(record && 'contact' in record ? record.contact : record);

  start(): void {
    this.#socket.start();
    window.addEventListener('beforeunload', this.#asking);
  }

  stop(): void {
    window.removeEventListener('beforeunload', this.#asking);
    this.#socket.stop();
    this.talk.stop();
  }

  async signOut(): Promise<void> {
    try {
      await api.signOut();
      this.over = true;
    } catch (error) {
      this.say(error instanceof api.ApiError && error.code === 'in_call' ? 'in_call' : 'away');
    }
  }

  /** Signs the same person in again, with the talk and the words that are here; says what failed. */
  async comeBack(password: string): Promise<'wrong' | 'away' | 'factor' | null> {
    try {
      await api.signIn(this.me?.login ?? '', password);
    } catch (error) {
      const code = error instanceof api.ApiError ? error.code : '';
      if (code === 'second_factor') return 'factor';
      return code === 'wrong_login' ? 'wrong' : 'away';
    }
    this.over = false;
    this.bye = null;
    this.#socket = this.#newSocket();
    this.#socket.start();
    return null;
  }

  /** Covers the screen at once, and all of this session as soon as the service hears of it. */
  async lock(): Promise<void> {
    if (!this.locked && !this.over) await this.#cover.lock(() => this.over);
  }

  /** The service has uncovered the session; what it shows from now on is all again. */
  unlocked(): void {
    this.#cover.lift();
    if (this.view) this.view = { ...this.view, me: { ...this.view.me, locked: false } };
  }

  #newSocket(): LiveSocket {
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;
    return new LiveSocket(url, this.tab, {
      message: (message) => this.#receive(message),
      state: (state) => this.#lineChanged(state),
      ticket: () => this.#ticket(),
    });
  }

  /** Asks something of the service; says so when it cannot be asked now. */
  order(message: ScreenMessage): void {
    if (!this.send(message)) this.say('away');
  }

  /** Tells the service something; false if it did not go. */
  send(message: ScreenMessage): boolean {
    return this.#socket.send(message);
  }

  /** Shows a passing word. */
  say(notice: Notice | null): void {
    this.notices.say(notice);
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.#welcome(message);
      case 'view':
        return this.#show(message);
      case 'emergency':
        this.emergency = message;
        return;
      case 'ways':
        this.ways = message;
        return;
      case 'history':
        for (const contact of message.contacts) this.#forms.need(contact.form);
        this.history = message;
        return;
      case 'phone':
        this.#account = message;
        return this.#register();
      case 'saved':
        return this.#saved(message);
      case 'refused':
        if (message.id === 'enter') return this.entering.refused(message.code);
        if (message.id === 'history') return this.say('away');
        if (message.id === 'call_back') return this.say(whyNot(message.code, 'back'));
        if (message.id === 'call_place') return this.say(whyNot(message.code, 'place'));
        if (message.code === 'in_call' || !message.contact) this.say(whyNotDone(message.code));
        if (this.reopening.refused(message)) this.say(message.code === 'not_allowed' ? 'too_late' : 'away');
        return this.records.refused(message);
      case 'bye':
        return this.#farewell(message.code);
    }
  }

  #saved(message: Saved): void {
    if (message.closed) this.say('closed');
    this.records.saved(message);
  }

  #welcome(message: Welcome): void {
    this.#claim = this.view ? claim(this.view) : null;
    this.me = message.me;
    this.build = message.build;
    prefs.personal = message.lang;
    this.#forms.begin(message.form);
  }

  #show(view: View): void {
    clock.sync(view.at);
    if (this.company.missed(this.view, view)) this.say('not_come');
    this.view = view;
    if (view.context?.call !== this.history?.about) this.history = null; // another caller, or nobody, or a covered screen
    this.#sayAgain(view);
    this.#cover.follow(view);
    if (!view.me.locked) this.records.follow(view); // a covered view shows no records; what is typed stays here
    this.records.resume(this.reopening.follow(view));
    this.records.resume(this.entering.follow(view));
    for (const contact of [view.contact, ...view.unfinished]) if (contact) this.#forms.need(contact.form);
    this.#register();
    this.talk.follow(view, this.drivesPhone && !this.onDesk);
  }

  /** Presence is ours to say: a service that was started anew is told again what it knew before. */
  #sayAgain(view: View): void {
    if (!this.#claim || view.me.presence === 'offline') return;
    if (view.me.presence === 'not_ready' && view.me.reason === 'signed_in') this.order(this.#claim);
    this.#claim = null;
  }

  /** Registers the phone if this is the tab that drives it, and lets it go if not. */
  #register(): void {
    if (!this.view) return;
    this.talk.use(this.drivesPhone && !this.onDesk ? account(this.#account) : null);
  }

  #lineChanged(state: LineState): void {
    this.line = state;
    this.records.line(state === 'open');
  }

  #farewell(code: ByeCode): void {
    this.bye = code;
    if (code === 'signed_out') this.over = true;
    if (code === 'replaced') this.talk.use(null);
  }

  /** For every try of a socket: a session that is over is not worth knocking for. */
  async #ticket(): Promise<string | null> {
    const ticket = await api.ticket();
    if (ticket === null) this.over = true;
    return ticket;
  }

  #asking = (event: BeforeUnloadEvent): void => {
    if (this.records.unsaved) event.preventDefault();
    unsaved.guard(event);
  };
}
