// The requests about the agencies that a case may be referred to.
import { request } from '../api';
import type { Option } from '../state/form';

/** An entry, in one of its versions. */
export interface Agency {
  id?: string;
  rev?: number;
  /** A code of the form's list of agencies. */
  kind: string;
  name: string;
  /** Codes of the form's list of places; none is the whole country. */
  places: string[];
  phones: string[];
  emails: string[];
  web: string;
  address: string;
  hours: string;
  notes: string;
  /** The desk may ring its first number by one key. */
  callable: boolean;
  active: boolean;
  at?: string;
  by?: string;
}

export interface Directory {
  agencies: Agency[];
  may: 'change'[];
  /** Kinds of entries that no case is referred to: whom the desk asks into a talk. */
  kinds?: Option[];
}

export interface Versions {
  versions: Agency[];
  /** Of those who wrote them, by id. */
  names: Record<string, string>;
}

export const list = () => request<Directory>('GET', '/api/directory');
/** What is at work in a municipality, its own first. */
export const near = (place: string) => request<Directory>('POST', '/api/directory/near', { place });
export const save = (agency: Agency) => request<Agency>('POST', agency.id ? `/api/directory/${agency.id}` : '/api/directory', agency);
export const versions = (id: string) => request<Versions>('GET', `/api/directory/${id}/versions`);
