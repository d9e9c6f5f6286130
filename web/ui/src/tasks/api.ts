// The requests about what contacts left to be done.
import { request } from '../api';
import type { Head } from '../cases/api';
import type { NoteDraft } from '../caller/api';
import type { Found } from '../search/api';

/** What is to be done. The first two are for whose the contact is, the others for a supervisor. */
export type Kind = 'follow_up' | 'next_talk' | 'complaint' | 'warning';

/** A contact that left something to be done, and when. */
export interface Task extends Found {
  task: Kind;
  due: number;
}

export interface Left {
  tasks: Task[];
  /** One's own, whose follow-up is due. */
  cases: Head[];
}

const of = (task: Task) => `/api/contacts/${encodeURIComponent(task.id)}`;
const own = (task: Task) => task.task === 'follow_up' || task.task === 'next_talk';

export const left = () => request<Left>('GET', '/api/tasks');
/** It is done; a warning that was proposed is refused by it. */
export const done = (task: Task) => request<void>('POST', `${of(task)}/${own(task) ? 'reminders' : 'notices'}/${task.task}/done`, {});
/** Warns whoever talks with the caller next, as was proposed. */
export const confirm = (task: Task, note: NoteDraft) => request<void>('POST', `${of(task)}/warning`, note);
