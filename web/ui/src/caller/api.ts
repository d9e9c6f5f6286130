// The requests about notes that are left for whoever talks with a caller next.
import { request } from '../api';

/** What a note is about, in what words, and for how many days. */
export interface NoteDraft {
  kind: string;
  words: string;
  days: number;
}

/** Kinds of notes; the service knows the same. Only who may change what others left may say that a caller is abusive. */
export const kinds = ['approach', 'agreed', 'unsafe', 'self_harm'] as const;
export const decidingKinds = ['abusive'] as const;
export const maxWords = 600;
/** How long a note may stay. Less is better: what nobody needs any more is not kept. */
export const spans = [7, 30, 90, 180, 365];

const id = encodeURIComponent;

export const leaveNote = (contact: string, note: NoteDraft) => request<{ id: string }>('POST', `/api/contacts/${id(contact)}/approaches`, note);
export const changeNote = (note: string, now: NoteDraft) => request<{ id: string }>('POST', `/api/approaches/${id(note)}`, now);
export const removeNote = (note: string) => request<void>('POST', `/api/approaches/${id(note)}/remove`, {});
