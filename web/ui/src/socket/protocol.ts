// The screens' protocol, version 1, as types. The words are those of agent/PROTOCOL.md, which rules.

/** The version this page speaks. */
export const version = 1;

export type Role = 'psychologist' | 'social_worker' | 'supervisor';
export type Presence = 'offline' | 'not_ready' | 'ready';
export type Work = 'idle' | 'reserved' | 'ringing' | 'dialling' | 'connecting' | 'talking' | 'wrap_up';
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What may be known of who is calling. */
export interface Caller {
  withheld: boolean;
  masked: string;
}

/** A place outside that is called: what it is called by and, where the service knows that, what it is called. */
export interface Place {
  code: string;
  label: Record<string, string>;
}

export interface LineView {
  id: string;
  number: string;
  name: Record<string, string>;
  open: boolean;
  opens: number;
  waiting: number;
  longest: number;
  /** What its menu offers. */
  choices?: { code: string; name: Record<string, string> }[];
}

export interface MeView {
  presence: Presence;
  reason: string;
  next: Presence | '';
  work: Work;
  since: number;
  screen: boolean;
  phone: boolean;
  call: string;
  phone_tab: string;
  /** The screen is covered: nothing personal is told until a password or a passkey is given. */
  locked?: boolean;
  /** Their phone is one on their desk: the service works it for the page. */
  desk?: boolean;
  /** Their own voice there is kept from the others. */
  muted?: boolean;
}

export interface OfferView {
  id: string;
  call: string;
  n: number;
  line: string;
  arrived: number;
  waited_s: number;
  since: number;
  deadline: number;
  caller: Caller;
  refused: number;
  /** What the caller chose in the line's menu, by its code. */
  choice?: string;
  /** Who asks this person into their talk; empty for a call of the queue. */
  host?: string;
  /** This person asked for the call: the phone answers by itself. */
  out?: boolean;
  /** Where it goes, if that is no caller. */
  place?: Place | null;
}

/** What came of a call out that nobody answered, until another call is at hand. */
export interface Fruitless {
  call: string;
  reason: string;
  at: number;
  place?: Place | null;
}

/** Somebody who was asked into a talk: a colleague, or a place outside. */
export interface GuestView {
  leg: number;
  agent: string;
  name: string;
  place: string;
  state: 'ringing' | 'joining' | 'in' | 'muted' | 'held';
  since: number;
}

export interface CallView {
  id: string;
  offer?: string;
  line?: string;
  /** `given`: this person gave it away, and may take it back. */
  state: 'dialling' | 'connecting' | 'talking' | 'parked' | 'ended' | 'given';
  /** Since when the caller is on hold; 0 if not. */
  held?: number;
  /** When danger was noted; 0 if it was not. */
  danger?: number;
  since?: number;
  arrived?: number;
  connected?: number;
  caller?: Caller;
  guests?: GuestView[];
  /** Since when nobody in the talk hears the caller; 0 if they are heard. */
  muted?: number;
  /** Whose talk it is, where this person is a guest; else empty. */
  host?: string;
  /** Where in it they are. */
  guest?: GuestView['state'] | '';
  /** This person called. */
  out?: boolean;
  /** What the caller chose in the line's menu, by its code. */
  choice?: string;
  /** Who is there, if that is no caller: there is no contact then. */
  place?: Place | null;
}

/** A warning, or how a colleague recommends to approach a caller. */
export interface ContextNote {
  id: string;
  contact: string;
  kind: string;
  words: string;
  agent: string;
  name: string;
  made: number;
  until: number;
  /** This person may change it, or remove it. */
  change: boolean;
}

/** What is known of the caller at hand. */
export interface ContextView {
  call: string;
  /** `reading`: it comes with a later view; `away`: the database is, and is asked again. */
  state: 'reading' | 'known' | 'withheld' | 'away';
  contacts: number;
  last: number;
  silent: number;
  place: string;
  cases: { id: string; code: string; status: string; risk: string; owner: string }[];
  approaches: ContextNote[];
}

/** The record of one handled call, or of a contact that was entered afterwards: then `call` is empty. */
export interface Contact {
  id: string;
  call: string;
  line: string;
  form: string;
  rev: number;
  opened: number;
  values: Record<string, Json>;
  /** The caller may be called back, as far as this record says. */
  call_back?: boolean;
  /** The caller's number is kept with it: it can be revealed, and called back. */
  number_kept: boolean;
}

/** A record that one closed oneself. */
export interface Finished {
  contact: string;
  /** Empty if it was no call. */
  line: string;
  /** When it was begun and when it was closed, in ms. */
  opened: number;
  closed: number;
  /** It belongs to a case, or was a talk, which may lead to one. */
  case: boolean;
}

export interface BoardLine {
  id: string;
  waiting: number;
  longest: number;
  offered_today: number;
  answered_today: number;
  abandoned_today: number;
  unable: number;
  missing?: string[];
}

export interface BoardAgent {
  id: string;
  name: string;
  role: Role;
  presence: Presence;
  reason: string;
  next: Presence | '';
  work: Work;
  since: number;
  screen: boolean;
  phone: boolean;
  line: string;
  call: string;
}

export interface BoardCall {
  id: string;
  line: string;
  state: 'greeting' | 'menu' | 'waiting' | 'offered' | 'dialling' | 'connecting' | 'talking' | 'parked' | 'leaving';
  since: number;
  arrived: number;
  connected: number;
  /** Since when the caller is on hold, and when danger was noted; 0 if not. */
  held?: number;
  danger?: number;
  caller: Caller;
  agent: string;
  refused: number;
  choice?: string;
  /** Who was asked into the talk. */
  guests?: GuestView[];
  /** Its counsellor called. */
  out?: boolean;
  place?: Place | null;
}

/** A broken glass that no supervisor has looked at yet. */
export interface BoardAlert {
  entry: number;
  at: number;
  actor: string;
  name: string;
  action: string;
  object: string;
  purpose: string;
}

export interface Board {
  lines: BoardLine[];
  agents: BoardAgent[];
  calls: BoardCall[];
  alerts?: BoardAlert[];
}

/** The whole truth for one person at one moment. A newer one replaces it. */
export interface View {
  type: 'view';
  at: number;
  link: boolean;
  lines: LineView[];
  agents: { free: number; total: number };
  pause_reasons: string[];
  me: MeView;
  offer: OfferView | null;
  call: CallView | null;
  context?: ContextView | null;
  contact: Contact | null;
  contact_pending: boolean;
  unfinished: Contact[];
  /** What one closed a moment ago, and may reopen; the newest first. */
  closed: Finished[];
  fruitless?: Fruitless | null;
  board?: Board;
}

export interface Welcome {
  type: 'welcome';
  v: number;
  build: string;
  me: { id: string; login: string; name: string; role: Role };
  lang: string;
  form: string;
}

/** The account for the phone, or why there is none yet. */
export interface PhoneMessage {
  type: 'phone';
  user?: string;
  password?: string;
  uri?: string;
  ws_path?: string;
  error?: string;
  /** It is one on the desk, which knows its account. */
  desk?: boolean;
}

export interface Saved {
  type: 'saved';
  id: string;
  contact: string;
  field?: string;
  rev: number;
  closed?: boolean;
}

export interface Refused {
  type: 'refused';
  id: string;
  code: string;
  contact?: string;
  field?: string;
  rev?: number;
  fields?: string[];
  /** What is wrong, down to the part of a group's item. */
  problems?: { field: string; item?: string; part?: string; code: string }[];
}

export type ByeCode = 'old_tab' | 'signed_out' | 'replaced' | 'not_agent' | 'shutdown';

export interface Bye {
  type: 'bye';
  code: ByeCode;
}

/** Whom to call when life is in danger. */
export interface Emergency {
  type: 'emergency';
  /** The call. */
  about: string;
  numbers: { number: string; label: Record<string, string> }[];
}

/** A contact that the caller at hand had before. Without `open` it holds codes only. */
export interface EarlierContact {
  id: string;
  line: string;
  agent: string;
  name: string;
  form: string;
  opened: number;
  closed: boolean;
  open: boolean;
  /** A counsellor had called. */
  out?: boolean;
  /** What the caller chose in the line's menu, by its code. */
  choice?: string;
  values: Record<string, Json>;
}

/** What the caller at hand had before, at the moment of asking. */
export interface History {
  type: 'history';
  id: string;
  about: string;
  contacts: EarlierContact[];
  more: boolean;
}

/** Where a talk can be given to, at the moment of asking. */
export interface Ways {
  type: 'ways';
  id: string;
  people: { id: string; name: string; role: Role; free: boolean }[];
  skills: string[];
  divert: string[];
  /** Who can be asked into the talk, and which numbers beside `divert`. */
  ask: Ways['people'];
  emergency: Emergency['numbers'];
}

export type ServerMessage = Emergency | Ways | History | Welcome | View | PhoneMessage | Saved | Refused | Bye | { type: 'beat' } | { type: 'calling'; id: string };

export type ScreenMessage =
  | { type: 'hello'; v: number; tab: string }
  | { type: 'beat'; frozen?: boolean }
  | { type: 'ready' }
  | { type: 'pause'; reason: string }
  | { type: 'set'; id: string; contact: string; field: string; value: Json; rev: number }
  | { type: 'close'; id: string; contact: string; rev: number }
  | { type: 'reopen'; id: string; contact: string }
  | { type: 'wrapup_done'; call: string }
  | { type: 'prioritise'; id?: string; call: string; priority: number }
  | { type: 'assign'; id?: string; call: string; to: string }
  | ({ type: 'transfer'; id?: string; call: string } & Way)
  | { type: 'take_back' | 'hold' | 'resume' | 'danger'; call: string }
  | { type: 'call_back'; id: string; contact: string }
  | { type: 'call_place'; id: string; divert: string; case?: string }
  | { type: 'ways'; id: string }
  | { type: 'enter'; id: string; contact: string; channel: string; at: string; to: string }
  | { type: 'history'; id: string; call: string }
  | { type: 'invite'; call: string; to?: string; divert?: string }
  | { type: 'caller'; call: string; state: 'in' | 'muted' }
  | { type: 'guest'; call: string; leg: number; state: 'in' | 'muted' | 'held' }
  | { type: 'put_down' }
  | { type: 'silence'; state: 'in' | 'muted' }
  | { type: 'digit'; digit: string }
  | { type: 'remove' | 'hand_over'; call: string; leg: number }
  | { type: 'sign_out' };

/** Where a talk is given to; nothing of these is back to its line. */
export type Way = { to?: string } | { needs?: { skill: string; level?: number }[] } | { line?: string } | { divert?: string };
