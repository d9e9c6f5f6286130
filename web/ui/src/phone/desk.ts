// The desk phone: what the service knows of it, and what somebody may do about their own.
import { request } from '../api';

/** A person's own, without what it signs in with. */
export interface DeskPhone {
  /** This house has desk phones. */
  offered: boolean;
  /** When theirs was set up; 0: they have none. */
  added: number;
  /** It rings, and the browser does not. */
  used: boolean;
}

/** What to type into the phone: shown once. */
export interface DeskPhoneMade {
  user: string;
  password: string;
  server: string;
  port: string;
  transport: string;
  media: string;
}

const path = '/api/account/desk-phone';

export const deskPhone = () => request<DeskPhone>('GET', path);
export const addDeskPhone = () => request<DeskPhoneMade>('POST', path, {});
export const removeDeskPhone = () => request<void>('POST', `${path}/remove`, {});
export const useDeskPhone = (on: boolean) => request<void>('POST', `${path}/use`, { on });
