// Asterisk's end of the phone's SIP socket, as small as it can be: takes the registration, sends an
// INVITE, and tells what came back. The voice comes from a second page of the same browser.
import type { WebSocket } from 'ws';

interface Dialog {
  callId: string;
  from: string;
  to: string;
  uri: string;
  answered: (answer: { status: number; sdp: string }) => void;
}

export class SipPeer {
  /** Methods the phone sent, in order. */
  heard: string[] = [];
  /** So many registrations are refused first. */
  refusals = 0;
  #socket: WebSocket | null = null;
  #contact = '';
  #dialog: Dialog | null = null;
  #n = 0;

  attach(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(String(data)));
  }

  reset(): void {
    this.#socket?.terminate();
    this.#socket = null;
    this.#contact = '';
    this.#dialog = null;
    this.heard = [];
    this.refusals = 0;
  }

  /** Rings the phone for an offer; resolves with its final answer. */
  invite(offer: string, sdp: string): Promise<{ status: number; sdp: string }> {
    const n = ++this.#n;
    return new Promise((answered) => {
      this.#dialog = {
        callId: `call-${n}@alo116.invalid`,
        from: `<sip:116111@alo116.invalid>;tag=peer${n}`,
        to: '<sip:agent@alo116.invalid>',
        uri: this.#contact,
        answered,
      };
      const body = ['Content-Type: application/sdp', `X-Alo116-Offer: ${offer}`, 'Contact: <sip:peer@alo116.invalid;transport=ws>'];
      this.#request('INVITE', 1, this.#dialog, body, sdp);
    });
  }

  /** Ends the talk from the caller's side. */
  bye(): void {
    if (this.#dialog) this.#request('BYE', 2, this.#dialog, [], '');
  }

  #receive(text: string): void {
    const [first = ''] = text.split('\r\n');
    if (first.startsWith('SIP/2.0')) return this.#response(text, Number(first.split(' ')[1]));
    const method = first.split(' ')[0] ?? '';
    this.heard.push(method);
    if (method === 'REGISTER') this.#contact = /Contact: <([^>]+)>/.exec(text)?.[1] ?? '';
    if (method !== 'ACK') this.#reply(text, method === 'REGISTER');
  }

  #response(text: string, status: number): void {
    const dialog = this.#dialog;
    if (!dialog || status < 200 || !/CSeq: \d+ INVITE/.test(text)) return;
    dialog.to = /\r\nTo: ([^\r]+)/.exec(text)?.[1] ?? dialog.to;
    this.#request('ACK', 1, dialog, [], '');
    dialog.answered({ status, sdp: text.split('\r\n\r\n')[1] ?? '' });
  }

  #request(method: string, seq: number, dialog: Dialog, more: string[], body: string): void {
    const lines = [
      `${method} ${dialog.uri} SIP/2.0`,
      `Via: SIP/2.0/WS alo116.invalid;branch=z9hG4bK${dialog.callId.split('@')[0]}${method}`,
      'Max-Forwards: 70',
      `From: ${dialog.from}`,
      `To: ${dialog.to}`,
      `Call-ID: ${dialog.callId}`,
      `CSeq: ${seq} ${method}`,
      ...more,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#socket?.send(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }

  #reply(request: string, registration: boolean): void {
    const copy = (name: string) => new RegExp(`\\r\\n(${name}: [^\\r]+)`).exec(request)?.[1] ?? '';
    const refuse = registration && this.refusals-- > 0;
    const lines = [refuse ? 'SIP/2.0 403 Forbidden' : 'SIP/2.0 200 OK', copy('Via'), copy('From'), `${copy('To')};tag=peer`, copy('Call-ID'), copy('CSeq')];
    if (registration) lines.push(`${copy('Contact').replace(/;expires=\d+/, '')};expires=120`);
    this.#socket?.send(`${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`);
  }
}
