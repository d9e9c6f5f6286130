// Who works here, as others may choose them in a form.
import { request } from '../api';
import { Lazy } from './lazy.svelte';

export interface Colleague {
  id: string;
  name: string;
  role: string;
  /** A contact may be entered for them. */
  for: boolean;
}

export const colleagues = new Lazy(() => request<{ people: Colleague[] }>('GET', '/api/colleagues').then((answer) => answer.people));
