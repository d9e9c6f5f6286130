// The requests about cases. What is looked for goes in the body: an address is kept in logs and histories. A case's code tells
// nothing, so it may stand in one.
import { request } from '../api';
import type { Reason } from '../reveal/api';
import type { Documents } from '../documents/api';
import type { Found } from '../search/api';
import type { Json } from '../socket/protocol';

/** Which cases to list; what is empty bounds nothing. */
export interface Terms {
  code: string;
  /** A status, or `active`: all but the closed. */
  status: string;
  owner: string;
  place: string;
  category: string;
  number: string;
  text: string;
  from: number;
  before: number;
  due: boolean;
}

/** What a list tells of a case: no word of it. */
export interface Head {
  id: string;
  code: string;
  status: string;
  outcome?: string;
  risk?: string;
  owner: string;
  owner_name: string;
  /** A day, 2026-03-14. */
  follow_up?: string;
  place?: string;
  category?: string;
  missing: boolean;
  opened: number;
  closed?: number;
}

export interface List {
  cases: Head[];
  /** How many to skip for more. */
  next?: number;
  /** The day it is there. */
  today: string;
}

/** An entry of a case's timeline. */
export interface Event {
  rev: number;
  kind: string;
  field?: string;
  value?: Json;
  words?: string;
  at: number;
  actor: string;
  name: string;
}

/** A case, for who may read it. */
export interface Case extends Head {
  form: string;
  rev: number;
  forgotten?: boolean;
  held?: boolean;
  values: Record<string, Json>;
  /** Where it may go, for who asks. */
  next: string[];
  outcomes: string[];
  /** What they may do without more ado: change, close, reopen, assign, attach. */
  may: string[];
  events: Event[];
  contacts: Found[];
  documents: Documents;
}

export interface Owner {
  id: string;
  name: string;
}

const of = (id: string) => `/api/cases/${encodeURIComponent(id)}`;

export const list = (terms: Terms, skip = 0, why: Partial<Reason> = {}) => request<List>('POST', '/api/cases/search', { ...terms, ...why, skip });
/** A case from a contact: the asker's own. */
export const begin = (contact: string) => request<Head>('POST', '/api/cases', { contact });
/** Puts a contact to the case of that id or code. */
export const attach = (name: string, contact: string) => request<{ code: string }>('POST', `${of(name)}/contacts`, { contact });
export const owners = () => request<{ owners: Owner[] }>('GET', '/api/cases/owners').then((all) => all.owners);
export const open = (id: string, why: Partial<Reason> = {}) => request<Case>('POST', `${of(id)}/open`, why);
export const setField = (id: string, field: string, value: Json, rev: number) => request<{ rev: number }>('POST', `${of(id)}/field`, { field, value, rev });
export const move = (id: string, status: string, outcome: string, rev: number) => request<Case>('POST', `${of(id)}/status`, { status, outcome, rev });
export const followUp = (id: string, day: string, rev: number) => request<Case>('POST', `${of(id)}/followup`, { day, rev });
export const assign = (id: string, owner: string, rev: number) => request<Case | undefined>('POST', `${of(id)}/owner`, { owner, rev });
export const note = (id: string, words: string) => request<Case>('POST', `${of(id)}/notes`, { words });
export const detach = (id: string, contact: string) => request<Case>('POST', `${of(id)}/contacts/${encodeURIComponent(contact)}/detach`, {});
export const hold = (id: string, held: boolean, why: Reason) => request<void>('POST', `${of(id)}/${held ? 'hold' : 'release'}`, why);

/** The case that a contact belongs to, and those of the same caller. */
export const ofContact = (contact: string) => request<{ case: Head | null; offered: Head[] }>('GET', `/api/contacts/${encodeURIComponent(contact)}/cases`);
