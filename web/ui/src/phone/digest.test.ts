import DigestAuthentication from 'jssip/lib/DigestAuthentication.js';
import { describe, expect, it } from 'vitest';
import { prove, proveBySHA256, type Challenge } from './digest';

// The example of RFC 7616, section 3.9.1, by which RFC 8760 stands.
const who = { username: 'Mufasa', password: 'Circle of Life' };
const request = { method: 'GET', ruri: '/dir/index.html' };
const asked: Challenge = {
  algorithm: 'SHA-256',
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
  qop: ['auth', 'auth-int'],
};
const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';

describe('the proof of a password', () => {
  it('is that of the RFC', () => {
    const header = prove(who, request, asked, cnonce)?.header;
    expect(header).toContain('response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"');
    expect(header).toMatch(/^Digest algorithm=SHA-256, qop=auth, nc=00000001, username="Mufasa", /);
    expect(header).toContain(`opaque="${asked.opaque}"`);
  });

  it('has a new word each time', () => {
    expect(prove(who, request, asked)?.header).not.toBe(prove(who, request, asked)?.header);
  });

  it('needs the password once for each realm', () => {
    const first = prove(who, request, asked, cnonce)!;
    const forgetful = { ...who, password: null, realm: first.realm, ha1: first.ha1 };
    expect(prove(forgetful, request, asked, cnonce)?.header).toBe(first.header);
    expect(prove(forgetful, request, { ...asked, realm: 'elsewhere' })).toBeNull();
  });

  it.each<[string, Challenge]>([
    ['MD5', { ...asked, algorithm: 'MD5' }],
    ['nothing said, which means MD5', { ...asked, algorithm: undefined }],
    ['no nonce', { ...asked, nonce: undefined }],
    ['no realm', { ...asked, realm: undefined }],
    ['no qop', { ...asked, qop: undefined }],
    ['a qop that we do not know', { ...asked, qop: ['auth-int'] }],
  ])('is not given to %s', (_, challenge) => {
    expect(prove(who, request, challenge)).toBeNull();
  });

  it('is what JsSIP gives, and it gives no other', () => {
    proveBySHA256();
    const theirs = new DigestAuthentication(who);
    expect(theirs.authenticate(request, { ...asked, algorithm: 'MD5' })).toBe(false);
    expect(String(theirs)).toBe('');
    expect(theirs.authenticate(request, asked)).toBe(true);
    expect(String(theirs)).toMatch(/^Digest algorithm=SHA-256, /);
    expect(theirs.get('realm')).toBe(asked.realm);
    expect(theirs.get('ha1')).toHaveLength(64);
  });
});
