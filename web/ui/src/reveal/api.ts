// The requests that show what is masked everywhere else. Each needs a purpose, and is written down before it is answered.
import { request } from '../api';

/** What for one may look; with `words` one's own are needed too. */
export interface Purpose {
  code: string;
  words?: boolean;
}

export interface Reason {
  purpose: string;
  words: string;
  break_glass: boolean;
}

export const purposes = () => request<{ purposes: Purpose[] }>('GET', '/api/purposes').then((all) => all.purposes);
export const number = (contact: string, why: Reason) =>
  request<{ number: string }>('POST', `/api/contacts/${encodeURIComponent(contact)}/number`, why).then((shown) => shown.number);
export const closeAlert = (entry: number) => request<void>('POST', `/api/alerts/${entry}/close`, {});
