// A place of the allow-list, as a phone on the lab's outside: it answers Asterisk's questions, rings, picks up, speaks and hangs up.
import { createSocket } from 'node:dgram';
import { ari, setting, trunkAddress } from './lab.mjs';
import { until } from './until.mjs';
import { digitsType, Voice } from './voice.mjs';

const port = Number(setting('LAB_DUTY_PORT'));

export class Outside {
  /** The INVITE that rings. */
  invite = null;
  /** Asterisk ended the call. */
  over = false;
  #socket = createSocket('udp4');

  /** Is there, as Asterisk knows after a while. */
  static async open() {
    const phone = new Outside();
    phone.voice = await new Voice().open();
    phone.#socket.on('message', (text, from) => phone.#hear(String(text), from));
    await new Promise((done) => phone.#socket.bind(port, trunkAddress, done));
    await until('the phone outside is there', async () => (await ari('GET', '/endpoints/PJSIP/duty')).state === 'online', 15_000);
    return phone;
  }

  close() {
    this.voice.close();
    this.#socket.close();
  }

  async rings() {
    await until('the phone outside rings', () => this.invite);
    return this.invite.text;
  }

  /** A counsellor who talks brings it, as 112, into the talk by keys, and it picks up. */
  async joins(counsellor) {
    await counsellor.press('c');
    await counsellor.page.locator('[data-testid=whom][data-whom="112"]').press('Enter');
    await this.rings();
    this.pickUp();
    await counsellor.page.locator('[data-testid=guest][data-state=in]').waitFor({ timeout: 15_000 });
  }

  pickUp() {
    const sdp = ['v=0', `o=out 1 1 IN IP4 ${trunkAddress}`, 's=-', `c=IN IP4 ${trunkAddress}`, 't=0 0', `m=audio ${this.voice.port} RTP/AVP 8 ${digitsType}`, 'a=rtpmap:8 PCMA/8000', `a=rtpmap:${digitsType} telephone-event/8000`, ''].join('\r\n');
    this.#reply(this.invite, '200 OK', sdp);
  }

  /** Nobody takes it. */
  leave() {
    this.#reply(this.invite, '480 Temporarily Unavailable');
  }

  #hear(text, from) {
    const message = { text, from };
    const method = text.split(' ', 1)[0];
    if (method === 'OPTIONS') this.#reply(message, '200 OK');
    if (method === 'INVITE' && !this.invite) {
      this.invite = message;
      this.#reply(message, '180 Ringing');
    }
    if (method === 'BYE' || method === 'CANCEL') {
      this.over = true;
      this.#reply(message, '200 OK');
    }
  }

  #reply({ text, from }, status, body = '') {
    const kept = text.split('\r\n\r\n')[0].split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq|Record-Route):/i.test(line));
    const heads = kept.map((line) => (/^To:/i.test(line) && !line.includes(';tag=') ? `${line};tag=outside` : line));
    const type = body ? ['Content-Type: application/sdp'] : [];
    const lines = [`SIP/2.0 ${status}`, ...heads, `Contact: <sip:out@${trunkAddress}:${port}>`, ...type, `Content-Length: ${Buffer.byteLength(body)}`, '', body];
    this.#socket.send(lines.join('\r\n'), from.port, from.address);
  }
}
