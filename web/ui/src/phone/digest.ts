// How the phone proves that it knows its password: by SHA-256 (RFC 8760). JsSIP 3.13 knows MD5 alone, so its own way is
// taken out. A challenge by anything else is not answered, and the phone does not register.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import DigestAuthentication from 'jssip/lib/DigestAuthentication.js';

/** Whose password is proven. After the first proof JsSIP forgets the password, and keeps what is made of it for that realm. */
export interface Credentials {
  username: string;
  password: string | null;
  realm?: string | null;
  ha1?: string | null;
}

/** What it is proven for. */
export interface Request {
  method: string;
  ruri: { toString(): string };
}

/** What the other side asks, as JsSIP reads it. */
export interface Challenge {
  algorithm?: string;
  realm?: string;
  nonce?: string;
  opaque?: string;
  qop?: string[];
}

/** The header that answers a challenge, and what is to be kept for the next one. */
export interface Proof {
  header: string;
  realm: string;
  ha1: string;
}

/** Answers a challenge; null when it is not to be answered. */
export function prove(who: Credentials, request: Request, asked: Challenge, cnonce = bytesToHex(randomBytes(16))): Proof | null {
  const { algorithm, realm, nonce, opaque, qop } = asked;
  if (algorithm !== 'SHA-256' || !realm || !nonce || !qop?.includes('auth')) return null;
  const ha1 = secret(who, realm);
  if (!ha1) return null;
  const uri = String(request.ruri);
  const once = `${nonce}:00000001:${cnonce}:auth`; // a challenge is answered once, with a word of our own
  const response = hash(`${ha1}:${once}:${hash(`${request.method}:${uri}`)}`);
  const quoted = Object.entries({ username: who.username, realm, nonce, uri, response, cnonce, ...(opaque && { opaque }) });
  const header = `Digest algorithm=SHA-256, qop=auth, nc=00000001, ${quoted.map(([name, value]) => `${name}="${value}"`).join(', ')}`;
  return { header, realm, ha1 };
}

function secret(who: Credentials, realm: string): string | null {
  if (who.password) return hash(`${who.username}:${realm}:${who.password}`);
  return who.realm === realm ? (who.ha1 ?? null) : null;
}

function hash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Has every JsSIP of this page prove passwords so. */
export function proveBySHA256(): void {
  const proofs = new WeakMap<DigestAuthentication, Proof>();
  Object.assign(DigestAuthentication.prototype, {
    authenticate(this: DigestAuthentication, request: Request, challenge: Challenge): boolean {
      const proof = prove(this._credentials, request, challenge);
      if (proof) proofs.set(this, proof);
      return proof !== null;
    },
    get(this: DigestAuthentication, name: 'realm' | 'ha1'): string | undefined {
      return proofs.get(this)?.[name];
    },
    toString(this: DigestAuthentication): string {
      return proofs.get(this)?.header ?? '';
    },
  });
}
