// The phone's account as the service gives it, as the phone needs it.
import type { PhoneMessage } from '../socket/protocol';
import type { Account } from './phone';

/** Null while there is none. */
export function account(message: PhoneMessage | null): Account | null {
  if (!message?.uri || message.password === undefined) return null;
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const url = `${scheme}://${location.host}${message.ws_path ?? '/sip'}`;
  return { uri: message.uri, password: message.password, url };
}
