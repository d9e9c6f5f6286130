// What JsSIP has, and has no types for.
declare module 'jssip/lib/DigestAuthentication.js' {
  import type { Challenge, Credentials, Request } from './digest';

  export default class DigestAuthentication {
    constructor(credentials: Credentials);
    _credentials: Credentials;
    authenticate(request: Request, challenge: Challenge): boolean;
    get(name: 'realm' | 'ha1'): string | undefined;
    /** The header that answers the challenge. */
    toString(): string;
  }
}
