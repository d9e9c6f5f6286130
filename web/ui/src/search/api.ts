// The requests of those who look for contacts. What is looked for goes in the body: an address is kept in logs and histories.
import { request } from '../api';
import type { Reason } from '../reveal/api';
import type { Json } from '../socket/protocol';

/** What to look for. A text, a number or a kind; the times bound when a contact was begun, 0 is now. */
export interface Terms {
  text: string;
  number: string;
  kind: string;
  from: number;
  before: number;
}

/** What every contact tells of itself. */
interface Facts {
  id: string;
  line: string;
  /** What the caller chose in the line's menu, by its code. */
  choice?: string;
  agent: string;
  opened: number;
  closed: boolean;
  /** The version of the form that it was begun with. */
  form: string;
}

/** A contact that was found: what it is called, and no word of it. */
export interface Found extends Facts {
  name: string;
  kind?: Json;
  /** How it came, if it was entered afterwards. */
  channel?: Json;
}

/** Where an answer left off. */
export interface Place {
  at?: string;
  id?: string;
}

export interface Answer {
  contacts: Found[];
  /** How many were looked into. */
  seen: number;
  more?: Place;
}

/** A contact that was opened, in the fields that are for who asks. */
export interface Opened extends Facts {
  /** Its call; empty if it was entered afterwards. */
  call: string;
  rev: number;
  /** Whether it is held from the retention rules; only for who may hold and release it. */
  held?: boolean;
  /** A counsellor had called. */
  out?: boolean;
  /** Who asked may call the caller back, as far as is known. */
  call_back?: boolean;
  /** Who asked may put it to a case, and ask which ones there are. */
  cases?: boolean;
  values: Record<string, Json>;
}

const of = (contact: string) => `/api/contacts/${encodeURIComponent(contact)}`;

export const search = (terms: Terms, why: Reason, after: Place = {}) =>
  request<Answer>('POST', '/api/contacts/search', { ...terms, ...why, after });
export const open = (contact: string, why: Reason) => request<Opened>('POST', `${of(contact)}/open`, why);
export const hold = (contact: string, held: boolean, why: Reason) => request<void>('POST', `${of(contact)}/${held ? 'hold' : 'release'}`, why);
