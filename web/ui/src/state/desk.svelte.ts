// The desk of one signed-in person: the last view, the phone, the records being written. Everything
// shown is computed from these; nothing here decides what the server or Asterisk decides.
import * as api from '../api';
import { account } from '../phone/account';
import { handsetLeg } from './handset';
import { LiveSocket, type LineState } from '../socket/socket';
import type { ByeCode, Contact, Emergency, GuestView, History, PhoneMessage, Saved, ScreenMessage, ServerMessage, View, Way, Ways, Welcome } from '../socket/protocol';
import { clock } from './clock.svelte';
import { Closed } from './closed.svelte';
import { chosen, type FormDefinition } from './form';
import { Forms } from './forms.svelte';
import { talkMemory } from './memory';
import { prefs } from './prefs.svelte';
import type { DraftRecord } from './record.svelte';
import { Records } from './records.svelte';
import { Nearby } from './nearby.svelte';
import { parts, sound } from './sound.svelte';
import { busy, claim, situation, troubles } from './situation';
import { Talk } from './talk.svelte';
import { unsaved } from './unsaved.svelte';
import { answerIfOpen } from './work';

/** What became of something the person asked for, in a code that has words. */
export type Notice = 'lift' | 'closed' | 'too_late' | 'in_call' | 'mic_denied' | 'hang_up_hint' | 'invalid' | 'away' | 'not_come' | BackRefused;
/** Why nobody is called back. */
export type BackRefused = (typeof backRefused)[number];
const backRefused = ['not_safe', 'no_number', 'too_often', 'no_phone', 'back_not_allowed'] as const;

const noticeMs = 5000;
/** No line has a higher priority. */
const beforeAll = 1000;
const lockAgainMs = 3000;

/** The word for a call back that is refused. */
function whyNot(code: string): Notice {
  if (code === 'in_call') return code;
  return backRefused.find((known) => known === code || known === `back_${code}`) ?? 'away';
}

export class Desk {
  line = $state<LineState>('connecting');
  view = $state.raw<View | null>(null);
  me = $state.raw<Welcome['me'] | null>(null);
  bye = $state<ByeCode | null>(null);
  build = $state('');
  #forms = new Forms();
  notice = $state<Notice | null>(null);
  /** Where the talk can be given to, or who can be asked into it, while that is asked. */
  ways = $state.raw<Ways | null>(null);
  /** The devices are shown, or the keypad. */
  audio = $state(false);
  pad = $state(false);
  /** What the caller had before, while that is shown. */
  history = $state.raw<History | null>(null);
  /** What became of entering a contact that was no call: `asked`, `done`, or why not. */
  entering = $state('');
  #entered = ''; // the contact that is being entered
  /** Whom to call, since danger was noted. */
  emergency = $state.raw<Emergency | null>(null);
  /** The session is over. The page leaves when no talk goes on: nobody is cut off for it. */
  over = $state(false);
  readonly talk = new Talk(talkMemory(sessionStorage), () => this.#ticket());
  readonly nearby = new Nearby();
  readonly closed = new Closed(sessionStorage);
  readonly records = new Records((message) => this.#socket.send(message));

  #socket: LiveSocket;
  #account = $state.raw<PhoneMessage | null>(null);
  #removed = 0; // the guest's leg that was sent away last
  #hide: ReturnType<typeof setTimeout> | undefined;
  #claim: ScreenMessage | null = null;
  /** Covered before the service said so: it was loaded so, or the person asked for it. */
  #cover = $state<'none' | 'loaded' | 'asked'>('none');

  constructor(
    readonly tab: string,
    /** The session was locked when the page was loaded. */
    locked = false,
  ) {
    this.#cover = locked ? 'loaded' : 'none';
    this.#socket = this.#newSocket();
  }

  /** The screen is covered: by the service's word, or already by one's own wish. */
  locked = $derived.by(() => this.view?.me.locked === true || this.#cover !== 'none');

  situation = $derived.by(() => situation(this.view, this.talk));
  /** The phone is one on the desk: what this page does with it, the service does. */
  onDesk = $derived.by(() => this.view?.me.desk === true);
  /** The leg of this person, in this browser or on their desk. */
  leg = $derived.by(() => (this.onDesk ? handsetLeg(this.view) : this.talk.phone.leg));
  /** There is a talk to hold or to pass on, be it that its voice is lost here. */
  inTalk = $derived.by(() => this.view?.call?.state === 'talking' && !this.view.call.host);
  /** The own talk is on this phone: digits can be sent. */
  mayDial = $derived.by(() => this.inTalk && this.leg?.state === 'talking');
  /** The colleague in the talk whom it can be left to. */
  heir = $derived.by(() => this.view?.call?.guests?.find((g) => g.agent && g.state !== 'ringing' && g.state !== 'joining') ?? null);
  /** The work after a call whose record went to somebody else with it: there is nothing to fill in. */
  handedOn = $derived.by(() => this.situation === 'wrap_up' && this.view?.contact === null && !this.view.contact_pending);
  /** Whom to call for help in this talk, since danger was noted; those who are in it are not called again. */
  help = $derived.by(() => (this.emergency?.about === this.view?.call?.id ? (this.emergency?.numbers ?? []) : []));
  /** The child's municipality, as the record has it; empty while it is not known. */
  place = $derived.by(() => chosen(this.records.current?.view.values['place']).findLast((code) => code !== 'unknown') ?? '');
  /** The number of the child-protection unit there, if the desk may call it. */
  unitNumber = $derived.by(() => {
    const unit = this.nearby.unit(this.place);
    return unit?.callable ? unit.phones[0] : undefined;
  });
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

  /** Takes calls from now on, or after the present one. The microphone must be there first. */
  async ready(): Promise<void> {
    if (!this.onDesk && !(await this.talk.prepare())) return this.say('mic_denied');
    this.#order({ type: 'ready' });
  }

  /** Picks up the offer; a phone on the desk is picked up by hand. */
  accept(): void {
    if (this.onDesk) this.say('lift');
    else this.talk.accept();
  }

  decline(): void {
    if (this.onDesk) this.#order({ type: 'put_down' });
    else this.talk.decline();
  }

  hangUp(): void {
    if (this.onDesk) this.#order({ type: 'put_down' });
    else this.talk.hangUp();
  }

  toggleMute(): void {
    if (this.onDesk) this.#order({ type: 'silence', state: this.leg?.muted ? 'in' : 'muted' });
    else this.talk.toggleMute();
  }

  /** Sends a digit of the keypad into the talk; false if it did not go. */
  dial(digit: string): boolean {
    return this.onDesk ? this.#socket.send({ type: 'digit', digit }) : this.talk.dial(digit);
  }

  pause(reason: string): void {
    this.#order({ type: 'pause', reason });
  }

  /** Leaves the wrap-up with the record unfinished. */
  finishLater(call: string): void {
    this.#order({ type: 'wrapup_done', call });
  }

  /** Puts the caller on hold, or takes them back. */
  toggleHold(): void {
    const call = this.view?.call;
    if (call) this.#order({ type: call.held ? 'resume' : 'hold', call: call.id });
  }

  /** Asks where the talk can be given to; a dialog shows the answer. */
  askWays(): void {
    this.#order({ type: 'ways', id: 'ways' });
  }

  /** Begins the record of a contact that was no call, for oneself or for a colleague; it is shown as soon as it is there. */
  enter(channel: string, at: string, whose: string): void {
    this.#entered ||= crypto.randomUUID();
    this.entering = 'asked';
    const asked = this.#socket.send({ type: 'enter', id: 'enter', contact: this.#entered, channel, at, to: whose });
    if (!asked) this.entering = 'away';
  }

  /** Opens the record that was entered, once the server shows it. */
  #followEntered(view: View): void {
    const contact = view.unfinished.find((c) => c.id === this.#entered);
    if (!contact) return;
    this.#entered = '';
    this.entering = 'done';
    this.records.resume(contact);
  }

  /** Shows what the caller at hand had before, or shuts it. */
  toggleHistory(): void {
    const context = this.view?.context;
    if (this.history) this.history = null;
    else if (context?.state === 'known') this.#order({ type: 'history', id: 'history', call: context.call });
  }

  /** Asks who can be asked into the talk; a dialog shows the answer. */
  askGuests(): void {
    this.#order({ type: 'ways', id: 'guests' });
  }

  /** Asks somebody into the talk; apart, the caller hears music meanwhile. */
  invite(whom: { to: string } | { divert: string }, apart: boolean): void {
    const call = this.view?.call;
    if (!call) return;
    if (apart && !call.held) this.#order({ type: 'hold', call: call.id });
    this.#order({ type: 'invite', call: call.id, ...whom });
  }

  /** Asks the first of the emergency numbers into the talk, which the caller hears. */
  callHelp(number = this.help[0]?.number): void {
    if (number) this.invite({ divert: number }, false);
  }

  /** Keeps the caller's voice from all others in the talk, or lets it in again. */
  toggleCaller(): void {
    const call = this.view?.call;
    if (call) this.#order({ type: 'caller', call: call.id, state: call.muted ? 'in' : 'muted' });
  }

  /** Asks the child-protection unit of the child's municipality into the talk, which the caller hears. */
  callUnit(): void {
    if (this.unitNumber) this.invite({ divert: this.unitNumber }, false);
  }

  placeGuest(guest: GuestView, state: 'in' | 'muted' | 'held'): void {
    const call = this.view?.call;
    if (call) this.#order({ type: 'guest', call: call.id, leg: guest.leg, state });
  }

  removeGuest(guest: GuestView): void {
    const call = this.view?.call;
    if (!call) return;
    this.#removed = guest.leg;
    this.#order({ type: 'remove', call: call.id, leg: guest.leg });
  }

  /** Leaves the talk, with its record, to the colleague who is in it. */
  handOver(): void {
    const call = this.view?.call;
    if (call && this.heir) this.#order({ type: 'hand_over', call: call.id, leg: this.heir.leg });
  }

  transfer(way: Way): void {
    const call = this.view?.call;
    if (call) this.#order({ type: 'transfer', call: call.id, ...way });
  }

  /** Notes danger: the moment for the journal and the supervisors, and what the record asks of it. */
  noteDanger(): void {
    const call = this.view?.call;
    if (!call) return;
    this.#order({ type: 'danger', call: call.id });
    answerIfOpen(this.formOf(this.records.current), this.records.current, 'immediate_danger', 'yes');
  }

  /** Has the call back that was given away. */
  takeBack(): void {
    const call = this.view?.call;
    if (call) this.#order({ type: 'take_back', call: call.id });
  }

  /** Calls the caller of a record back. */
  callBack(contact: string): void {
    this.#order({ type: 'call_back', id: 'call_back', contact });
  }

  /** Has a call that waits served before all others, by a supervisor. */
  serveFirst(call: string): void {
    this.#order({ type: 'prioritise', call, priority: beforeAll });
  }

  /** Keeps a waiting call for somebody who takes calls, by a supervisor. */
  keepFor(call: string, to: string): void {
    this.#order({ type: 'assign', call, to });
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
    if (this.locked || this.over) return;
    this.#cover = 'asked';
    while (this.#cover === 'asked' && !this.over) {
      const told = await api.lock().then(() => true, () => false);
      if (told) return;
      await new Promise((done) => setTimeout(done, lockAgainMs));
    }
  }

  /** The service has uncovered the session; what it shows from now on is all again. */
  unlocked(): void {
    this.#cover = 'none';
    if (this.view) this.view = { ...this.view, me: { ...this.view.me, locked: false } };
  }

  /** Shows a passing word. */
  say(notice: Notice | null): void {
    this.notice = notice;
    clearTimeout(this.#hide);
    this.#hide = setTimeout(() => (this.notice = null), noticeMs);
  }

  #newSocket(): LiveSocket {
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;
    return new LiveSocket(url, this.tab, {
      message: (message) => this.#receive(message),
      state: (state) => this.#lineChanged(state),
      ticket: () => this.#ticket(),
    });
  }

  #order(message: ScreenMessage): void {
    if (!this.#socket.send(message)) this.say('away');
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
        if (message.id === 'enter') {
          this.entering = message.code === 'unavailable' ? 'away' : message.code;
          return;
        }
        if (message.id === 'history') return this.say('away');
        if (message.id === 'call_back') return this.say(whyNot(message.code));
        if (message.code === 'in_call' || (message.code === 'invalid' && !message.contact)) this.say(message.code);
        if (this.closed.refused(message)) this.say(message.code === 'not_allowed' ? 'too_late' : 'away');
        return this.records.refused(message);
      case 'bye':
        return this.#farewell(message.code);
    }
  }

  #saved(message: Saved): void {
    const contact = message.closed ? this.records.contact(message.contact) : null;
    if (contact) this.closed.add(contact, clock.now);
    if (message.closed) this.say('closed');
    this.records.saved(message);
  }

  /** Asks for a record that was closed a moment ago, to write in it again. It is shown as soon as it is there. */
  reopen(contact: string): void {
    this.#order(this.closed.ask(contact));
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
    this.#missGuests(view);
    this.view = view;
    if (view.context?.call !== this.history?.about) this.history = null; // another caller, or nobody, or a covered screen
    this.#sayAgain(view);
    if (this.#cover === 'loaded' || view.me.locked) this.#cover = 'none'; // from now on the view tells
    if (!view.me.locked) this.records.follow(view); // a covered view shows no records; what is typed stays here
    this.records.resume(this.closed.follow(view));
    this.#followEntered(view);
    for (const contact of [view.contact, ...view.unfinished]) if (contact) this.#forms.need(contact.form);
    this.#register();
    this.talk.follow(view, this.drivesPhone && !this.onDesk);
  }

  /** Says so when a guest whose phone rang did not come, unless they were sent away here. */
  #missGuests(view: View): void {
    if (view.call?.state !== 'talking' || view.call.id !== this.view?.call?.id) return;
    const rang = this.view.call.guests?.filter((g) => g.state === 'ringing' && g.leg !== this.#removed) ?? [];
    if (rang.some((g) => !view.call?.guests?.some((now) => now.leg === g.leg))) this.say('not_come');
  }

  /** Presence is ours to say: a service that was started anew is told again what it knew before. */
  #sayAgain(view: View): void {
    if (!this.#claim || view.me.presence === 'offline') return;
    if (view.me.presence === 'not_ready' && view.me.reason === 'signed_in') this.#order(this.#claim);
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
