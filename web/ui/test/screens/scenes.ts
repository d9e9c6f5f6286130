// Views as the service would send them, for every state that a screen has. All people are invented,
// and no number is one that could ring.
import type { Person } from '../../src/api';
import type { Colleague } from '../../src/people/api';
import type { Opened } from '../../src/search/api';
import { newest } from './service';
import type { Board, CallView, Contact, OfferView, ServerMessage, View } from '../../src/socket/protocol';

export const now = () => Date.now();
const ago = (s: number) => now() - s * 1000;

const open = { lang: 'sq', build: 'b1', choose_password: false, locked: false, lock_after_s: 0 };
export const mira: Person = { ...open, id: 'a1', login: 'mira', name: 'Mira Provë', role: 'psychologist' };
export const agim: Person = { ...open, id: 'b1', login: 'agim', name: 'Agim Provë', role: 'admin' };
export const teuta: Person = { ...open, id: 'm1', login: 'teuta', name: 'Teuta Provë', role: 'case_manager' };
export const vera: Person = { ...open, id: 's1', login: 'vera', name: 'Vera Provë', role: 'supervisor' };

export const masked = { withheld: false, masked: '+355 69 ••• •• 01' };
export const anonymous = { withheld: true, masked: '' };

/** The greeting of the service, for this person. */
export function welcome(person = mira): ServerMessage {
  const me = { id: person.id, login: person.login, name: person.name, role: person.role as 'psychologist' };
  return { type: 'welcome', v: 1, build: person.build, me, lang: person.lang, form: newest };
}

export const phone: ServerMessage = {
  type: 'phone',
  user: 'agent',
  password: 'x',
  uri: 'sip:agent@alo116.invalid',
  ws_path: '/sip',
};

/** What the menu of 116-111 offers. */
const choices = [{ code: 'child', name: { sq: 'Fëmijë', en: 'A child' } }, { code: 'adult', name: { sq: 'I rritur', en: 'An adult' } }];

/** A view with these changes; `tab` drives the phone. */
export function view(tab: string, change: Partial<View> = {}, me: Partial<View['me']> = {}): View {
  return {
    type: 'view',
    at: now(),
    link: true,
    lines: [
      { id: '116000', number: '116-000', name: { sq: 'Fëmijë të humbur', en: 'Missing children' }, open: true, opens: 0, waiting: 0, longest: 0 },
      { id: '116111', number: '116-111', name: { sq: 'Linja e fëmijëve', en: 'Child helpline' }, open: true, opens: 0, waiting: 2, longest: ago(42), choices },
    ],
    agents: { free: 1, total: 4 },
    pause_reasons: ['break', 'meal', 'admin'],
    me: {
      presence: 'ready',
      reason: '',
      next: '',
      work: 'idle',
      since: ago(75),
      screen: true,
      phone: true,
      call: '',
      phone_tab: tab,
      desk: false,
      muted: false,
      locked: false,
      ...me,
    },
    offer: null,
    call: null,
    context: null,
    contact: null,
    contact_pending: false,
    unfinished: [],
    closed: [],
    fruitless: null,
    ...change,
  };
}

export const call = 'alo-1.12';
export const offerId = `${call}.1`;

export function offer(change: Partial<OfferView> = {}): OfferView {
  return {
    id: offerId,
    call,
    n: 1,
    line: '116111',
    arrived: ago(42),
    waited_s: 42,
    since: ago(3),
    deadline: now() + 17_000,
    caller: masked,
    refused: 0,
    host: '',
    out: false,
    ...change,
  };
}

export function talk(change: Partial<CallView> = {}): CallView {
  return {
    id: call,
    offer: offerId,
    line: '116111',
    state: 'talking',
    since: ago(257),
    arrived: ago(268),
    connected: ago(257),
    held: 0,
    muted: 0,
    danger: 0,
    caller: masked,
    guests: [],
    host: '',
    guest: '',
    out: false,
    ...change,
  };
}

export function contact(values: Contact['values'] = {}, rev = 1, form = newest): Contact {
  return { id: 'c1', call, line: '116111', form, rev, opened: ago(257), values, call_back: false, number_kept: true };
}

export const filled: Contact['values'] = {
  call_type: 'child_self',
  directions: ['counselling', 'referral'],
  note: 'Ka dy javë që nuk do të shkojë në shkollë. Flet me motrën e madhe. Ramë dakord të telefonojë sërish nesër.',
};

export const ringing = (tab: string, change: Partial<OfferView> = {}) =>
  view(tab, { offer: offer(change) }, { work: 'ringing', call });
export const talking = (tab: string, values: Contact['values'] = filled, change: Partial<CallView> = {}, form = newest) =>
  view(tab, { call: talk(change), contact: contact(values, 1, form) }, { work: 'talking', call, next: 'ready' });
export const wrapUp = (tab: string, values: Contact['values'] = {}, form = newest) =>
  view(tab, { call: talk({ state: 'ended', since: ago(12) }), contact: contact(values, 1, form) }, { work: 'wrap_up', call });

export const board: Board = {
  alerts: [],
  lines: [
    { id: '116000', waiting: 0, longest: 0, offered_today: 2, answered_today: 2, abandoned_today: 0, unable: 0, missing: [] },
    { id: '116111', waiting: 2, longest: ago(42), offered_today: 41, answered_today: 36, abandoned_today: 3, unable: 1, missing: ['rom'] },
  ],
  agents: [
    agent('a1', 'Mira Provë', 'psychologist', { work: 'talking', since: ago(1260), line: '116111', call, next: 'not_ready' }),
    agent('a2', 'Besa Shembull-Karafilaj', 'social_worker', { since: ago(340) }),
    agent('a3', 'Ilir Provë', 'psychologist', { presence: 'not_ready', reason: 'meal', since: ago(610) }),
    agent('a4', 'Drita Shembull', 'psychologist', { phone: false, since: ago(22) }),
    agent('a5', 'Genti Provë', 'psychologist', { work: 'ringing', since: ago(4), line: '116111' }),
  ],
  calls: [
    boardCall(call, { state: 'talking', since: ago(1260), arrived: ago(1275), connected: ago(1260), agent: 'a1' }),
    boardCall('alo-1.15', { since: ago(42), arrived: ago(42), caller: anonymous, refused: 1 }),
    boardCall('alo-1.16', { state: 'offered', since: ago(4), arrived: ago(12), agent: 'a5' }),
  ],
};

function boardCall(id: string, change: Partial<Board['calls'][0]>): Board['calls'][0] {
  return {
    id, line: '116111', state: 'waiting', since: 0, arrived: 0, connected: 0, held: 0, danger: 0,
    caller: masked, agent: '', refused: 0, guests: [], out: false, ...change,
  };
}

function agent(id: string, name: string, role: Board['agents'][0]['role'], change: Partial<Board['agents'][0]>): Board['agents'][0] {
  return {
    id, name, role, presence: 'ready', reason: '', next: '', work: 'idle', since: ago(60),
    screen: true, phone: true, line: '', call: '', ...change,
  };
}

/** A contact that was opened, to be read. */
export function opened(id: string, values: Contact['values'], change: Partial<Opened> = {}): Opened {
  return { id, call: 'k1', line: '116111', agent: 'a1', form: '2', rev: 3, opened: ago(86_400), closed: true, values, ...change };
}

/** Somebody in the list of people. */
export function colleague(id: string, login: string, name: string, role: string, change: Partial<Colleague> = {}): Colleague {
  return { id, login, name, role, team: '', skills: {}, lang: 'sq', disabled: false, password_once: false, may: [], ...change };
}
