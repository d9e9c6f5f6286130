// Passkeys: what the service asks, put to the browser, and the browser's answer in the service's words. JSON carries bytes
// as base64url (W3C Web Authentication, section 5.1.8); not every browser in use translates it by itself yet.
import { ApiError, request } from './api';

type Descriptor = { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] };
interface Asked {
  publicKey: { challenge: string; user?: { id: string; name: string; displayName: string }; allowCredentials?: Descriptor[]; excludeCredentials?: Descriptor[] };
}

/** This browser knows passkeys. */
export const able = typeof PublicKeyCredential === 'function';

/** Shows a passkey to the service: asks at `path`/begin, answers at `path`. ApiError `refused`: the person or the browser did not want. */
export async function showPasskey<T>(path: string): Promise<T> {
  const asked = await request<Asked>('POST', `${path}/begin`, {});
  const publicKey = { ...asked.publicKey, challenge: bytes(asked.publicKey.challenge), allowCredentials: descriptors(asked.publicKey.allowCredentials) };
  const given = await wanted(() => navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions }));
  const response = given.response as AuthenticatorAssertionResponse;
  return request<T>('POST', path, {
    credential: {
      ...head(given),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        authenticatorData: text(response.authenticatorData),
        signature: text(response.signature),
        userHandle: response.userHandle ? text(response.userHandle) : undefined,
      },
    },
  });
}

/** Makes a new passkey in the same way, under this name. */
export async function makePasskey<T>(path: string, name: string): Promise<T> {
  const asked = await request<Asked>('POST', `${path}/begin`, {});
  const user = asked.publicKey.user!;
  const publicKey = {
    ...asked.publicKey,
    challenge: bytes(asked.publicKey.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: descriptors(asked.publicKey.excludeCredentials),
  };
  const made = await wanted(() => navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions }));
  const response = made.response as AuthenticatorAttestationResponse;
  return request<T>('POST', path, {
    name,
    credential: {
      ...head(made),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    },
  });
}

async function wanted(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  const given = await ask().catch(() => null);
  if (!(given instanceof PublicKeyCredential)) throw new ApiError('refused');
  return given;
}

function head(c: PublicKeyCredential) {
  return { id: c.id, rawId: text(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment ?? undefined, clientExtensionResults: {} };
}

function descriptors(list: Descriptor[] | undefined) {
  return list?.map((d) => ({ ...d, id: bytes(d.id) }));
}

/** The bytes of base64url. */
export function bytes(words: string): Uint8Array {
  const plain = atob(words.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

/** Bytes as base64url, without padding. */
export function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
