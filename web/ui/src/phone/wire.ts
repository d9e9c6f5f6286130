// The way of SIP to Asterisk, as JsSIP asks for one (its "Socket"): every connection is opened with a ticket of its own,
// which JsSIP's own WebSocketInterface cannot do.
import { withTicket } from '../socket/ticket';

/** Where tickets come from; null says that there will be none (the session is over). */
export type Tickets = () => Promise<string | null>;

export class Wire {
  via_transport: string;
  readonly sip_uri: string;
  onconnect: () => void = () => undefined;
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => undefined;
  ondata: (data: string) => void = () => undefined;
  #ws: WebSocket | null = null;
  /** Counts what was begun: an answer to an older wish is not wanted any more. */
  #wish = 0;
  #asking = false;

  constructor(
    readonly url: string,
    private readonly tickets: Tickets,
  ) {
    const { host, protocol } = new URL(url);
    this.via_transport = protocol === 'wss:' ? 'WSS' : 'WS';
    this.sip_uri = `sip:${host};transport=ws`;
  }

  connect(): void {
    if (this.isConnected() || this.isConnecting()) return;
    void this.#begin(++this.#wish);
  }

  async #begin(wish: number): Promise<void> {
    this.#asking = true;
    const ticket = await this.tickets().catch(() => null);
    if (wish !== this.#wish) return;
    this.#asking = false;
    if (ticket === null) this.ondisconnect(true);
    else this.#open(ticket);
  }

  disconnect(): void {
    this.#wish++;
    this.#asking = false;
    const ws = this.#ws;
    this.#ws = null;
    ws?.close();
  }

  send(message: string): boolean {
    if (!this.isConnected()) return false;
    this.#ws?.send(message);
    return true;
  }

  isConnected(): boolean {
    return this.#ws?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.#asking || this.#ws?.readyState === WebSocket.CONNECTING;
  }

  #open(ticket: string): void {
    const ws = new WebSocket(this.url, withTicket('sip', ticket));
    this.#ws = ws;
    const mine = (run: () => void) => () => this.#ws === ws && run();
    ws.onopen = mine(() => this.onconnect());
    ws.onmessage = (event) => this.#ws === ws && this.ondata(String(event.data));
    ws.onclose = (event) => this.#ws === ws && this.ondisconnect(!event.wasClean, event.code, event.reason);
  }
}
