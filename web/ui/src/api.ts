// The few plain requests: who am I, sign in, sign out, the form. Errors are codes; words are found
// where they are shown.
import type { FormDefinition } from './state/form';

/** The signed-in person. */
export interface Person {
  id: string;
  login: string;
  name: string;
  role: string;
  lang: string;
  build: string;
  /** The screen is covered until a password or a passkey is given. */
  locked?: boolean;
  /** Seconds without a touch after which it is; 0 is never. */
  lock_after_s?: number;
  /** Their password was made by somebody else: nothing is open until they choose one. */
  choose_password?: boolean;
  /** Their second factors were taken from them, and they have not read that yet. */
  factors_forgotten?: Forgotten;
}

/** Who took somebody's second factors from them, when, and how it was proven that they asked for it themselves. */
export interface Forgotten {
  at: number;
  /** Empty: whoever runs the server. */
  by: string;
  proof: string;
}

/** Why a request failed. `away` is ours: no answer at all, or one that makes no sense. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly retryAfter = 0,
    /** What may be given, or added, where something more is due. */
    readonly factors: Factor[] = [],
    /** All that was told beside the code. */
    readonly body: object = {},
  ) {
    super(code);
  }
}

/** The code of why something failed. */
export function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : 'away';
}

/** What stands beside the password. */
export type Factor = 'passkey' | 'totp' | 'recovery';

/** What the sign-in page may offer, and whether a sign-in has begun. */
export interface Doors {
  oidc?: string;
  due?: 'second_factor' | 'enrol';
  factors?: Factor[];
}

/** Who is signed in; null when nobody is. */
export async function whoAmI(): Promise<Person | null> {
  try {
    return await request<Person>('GET', '/api/me');
  } catch (error) {
    if (error instanceof ApiError && error.code === 'signed_out') return null;
    throw error;
  }
}

/** Signs in, or throws an ApiError: wrong_login, too_many_tries, second_factor, enrol, away. */
export function signIn(login: string, password: string): Promise<Person> {
  return request<Person>('POST', '/api/sign-in', { login, password });
}

/** What became of adding a factor. */
export interface Enrolled {
  /** Shown once: for the day the factor is lost. */
  recovery?: string[];
  /** Who is signed in now, where adding was part of signing in. */
  me?: Person;
}

export function doors(): Promise<Doors> {
  return request<Doors>('GET', '/api/sign-in');
}

/** Ends a sign-in that has begun with a code, or throws an ApiError: wrong_code, begin_again, too_many_tries, away. */
export function signInCode(factor: 'totp' | 'recovery', code: string): Promise<Person> {
  return request<Person>('POST', `/api/sign-in/${factor}`, { code });
}

/** A ticket for one socket; null says that the session is over. */
export async function ticket(): Promise<string | null> {
  try {
    return (await request<{ ticket: string }>('POST', '/api/ticket', {})).ticket;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'signed_out') return null;
    throw error;
  }
}

/** Tells that somebody sits here, or throws an ApiError: locked, signed_out, away. */
export function touch(): Promise<void> {
  return request<void>('POST', '/api/touch', {});
}

/** Covers this session's screens. */
export function lock(): Promise<void> {
  return request<void>('POST', '/api/lock', {});
}

/** Proves to be there, or throws an ApiError: wrong_password, too_many_tries, away. */
export function prove(password: string): Promise<Person> {
  return request<Person>('POST', '/api/proof', { password });
}

/** Says that it was read. */
export function readForgotten(): Promise<void> {
  return request<void>('POST', '/api/account/forgotten/read', {});
}

/** Signs out, or throws an ApiError: in_call, away. */
export function signOut(): Promise<void> {
  return request<void>('POST', '/api/sign-out', {});
}

/** Takes a new password from who knows the old one. */
export function choosePassword(old: string, chosen: string): Promise<void> {
  return request<void>('POST', '/api/account/password', { old, new: chosen });
}

/** The definition of the form, the newest or of a given version. */
export function form(version: string): Promise<FormDefinition> {
  return request<FormDefinition>('GET', `/api/form?version=${encodeURIComponent(version)}`);
}

/** Asks, and gives the answer's body or throws an ApiError. */
export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await send(method, path, body);
  if (answer.status === 204) return undefined as T;
  const data = (await answer.json().catch(() => null)) as Failure | null;
  if (answer.ok && data !== null) return data as T;
  if (answer.status === 401 && path === '/api/me') throw new ApiError('signed_out');
  throw new ApiError(data?.error?.code ?? 'away', waitSeconds(answer, data), data?.factors, data ?? {});
}

/** Asks for a file, and gives it with its name or throws an ApiError. */
export async function file(path: string, body: unknown): Promise<{ name: string; content: Blob }> {
  const answer = await send('POST', path, body);
  if (answer.ok) {
    const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
    return { name: name ?? 'alo116', content: await answer.blob() };
  }
  const data = (await answer.json().catch(() => null)) as Failure | null;
  throw new ApiError(data?.error?.code ?? 'away', waitSeconds(answer, data));
}

interface Failure {
  error?: { code?: string; retry_after_s?: number };
  retry_after_s?: number;
  factors?: Factor[];
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
  } catch {
    throw new ApiError('away');
  }
}

function waitSeconds(answer: Response, data: Failure | null): number {
  const told = data?.error?.retry_after_s ?? data?.retry_after_s;
  return Math.max(0, Math.ceil(told ?? Number(answer.headers.get('Retry-After') ?? 0)));
}
