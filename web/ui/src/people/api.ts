// The requests of those who look after people. Errors are codes; their words are found where they are shown.
import { request } from '../api';

/** What may be done to somebody, as the service says it. */
export type Deed = 'change' | 'skills' | 'password' | 'factors' | 'sessions' | 'desk_phone';

export interface Colleague {
  id: string;
  login: string;
  name: string;
  role: string;
  team: string;
  skills: Record<string, number>;
  lang: string;
  disabled: boolean;
  password_once: boolean;
  may: Deed[];
}

export interface People {
  people: Colleague[];
  may: 'add'[];
  roles: string[];
  skills: string[];
  /** How somebody may have proven who they are. */
  proofs: string[];
}

/** A password that somebody else made: shown once, and good only for choosing another. */
export interface Made {
  person: Colleague;
  password: string;
}

export type Profile = Pick<Colleague, 'login' | 'name' | 'role' | 'team' | 'lang' | 'skills'>;
export type Change = Partial<Pick<Colleague, 'name' | 'role' | 'team' | 'lang' | 'disabled'>>;

const of = (id: string) => `/api/people/${encodeURIComponent(id)}`;

export const list = () => request<People>('GET', '/api/people');
export const add = (profile: Profile) => request<Made>('POST', '/api/people', profile);
export const change = (id: string, what: Change, force: boolean) => request<Colleague>('POST', of(id), { ...what, force });
export const setSkills = (id: string, skills: Record<string, number>) => request<Colleague>('POST', `${of(id)}/skills`, { skills });
export const resetPassword = (id: string, force: boolean) => request<Made>('POST', `${of(id)}/password`, { force });
export const signOutAll = (id: string, force: boolean) => request<void>('POST', `${of(id)}/sign-out`, { force });
export const removeDeskPhone = (id: string) => request<void>('POST', `${of(id)}/desk-phone/remove`, {});
export const forgetFactors = (id: string, proof: string, force: boolean) => request<void>('POST', `${of(id)}/factors`, { proof, force });
