// The requests about the referrals of a case, and what waits for an answer.
import { request } from '../api';
import type { Reason } from '../reveal/api';

export type State = 'drafted' | 'sent' | 'acknowledged' | 'in_process' | 'outcome_received' | 'closed' | 'refused' | 'no_answer';
export type Deed = 'add' | 'change' | 'send' | 'print';

/** What a referral says in words. */
export interface Words {
  /** For going on without consent. */
  reason?: string;
  /** Why no supervisor was consulted. */
  without?: string;
  recipient?: string;
  reference?: string;
  next_step?: string;
  outcome?: string;
  letter?: string;
}

/** What somebody says of a referral. */
export interface Said {
  agency: string;
  /** Of body, where no agency is chosen yet. */
  kind: string;
  grounds: string[];
  method: string;
  shared: string[];
  consent: string;
  /** A day, 2026-03-14. */
  due: string;
  child_told: string;
  /** The supervisor who was consulted. */
  consulted: string;
  words: Words;
}

/** A referral as it is being written: what is typed as a day, and is none, is kept with it. */
export type Written = Said & { odd: string };

/** The contact whose form a referral was drafted from, and where it stood as that says. */
export interface From {
  contact: string;
  at: string;
  said: State;
}

export interface Referral extends Said {
  id: string;
  case: string;
  code: string;
  rev: number;
  state: State;
  /** Of the agency, as it was then. */
  name: string;
  made_at: string;
  moved_at: string;
  sent_at?: string;
  consulted_at?: string;
  sent_by: string;
  owner: string;
  owner_name: string;
  from?: From;
}

export interface Referrals {
  referrals: Referral[];
  may: Deed[];
  next: Record<State, State[]>;
  supervisors: { id: string; name: string }[];
}

export interface Waiting {
  waiting: (Referral & { overdue: boolean })[];
  overdue: number;
}

const of = (referral: Referral) => `/api/referrals/${encodeURIComponent(referral.id)}`;
const ofCase = (id: string) => `/api/cases/${encodeURIComponent(id)}/referrals`;

export const waiting = () => request<Waiting>('GET', '/api/referrals');
export const open = (id: string, why: Reason) => request<Referrals>('POST', `${ofCase(id)}/open`, why);
export const add = (id: string, said: Said) => request<Referral>('POST', ofCase(id), said);
export const change = (was: Referral, said: Said) => request<Referral>('POST', of(was), { ...said, rev: was.rev });
export const send = (was: Referral) => request<Referral>('POST', `${of(was)}/send`, { rev: was.rev });
export const move = (was: Referral, to: State) => request<Referral>('POST', `${of(was)}/move`, { to, rev: was.rev });
export const discard = (was: Referral) => request<void>('POST', `${of(was)}/discard`, { rev: was.rev });
