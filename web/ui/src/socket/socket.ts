// The live line to the service: says hello, answers every beat at once, notices silence, and comes
// back by itself until it is told not to.
import { backoff } from './backoff';
import { withTicket } from './ticket';
import { version, type Bye, type ScreenMessage, type ServerMessage } from './protocol';

/** How the line stands. `lost` is said only after a second without it. */
export type LineState = 'connecting' | 'open' | 'lost' | 'closed';

/** Whom the line tells. */
export interface SocketListener {
  message(message: ServerMessage): void;
  state(state: LineState): void;
  /** Asked before every try: a ticket to open with; null ends it (the session is over). Throws while there is none to have. */
  ticket(): Promise<string | null>;
}

const silenceMs = 12_000;
const graceMs = 1_000;
/** Farewells after which coming back by itself would be wrong. */
const final: ReadonlySet<Bye['code']> = new Set(['old_tab', 'signed_out', 'replaced', 'not_agent']);

export class LiveSocket {
  #ws: WebSocket | null = null;
  #tries = 0;
  #over = false;
  #asking = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly tab: string,
    private readonly listener: SocketListener,
  ) {}

  /** Opens the line. */
  start(): void {
    this.listener.state('connecting');
    document.addEventListener('freeze', this.#frozen);
    document.addEventListener('resume', this.#resumed);
    window.addEventListener('online', this.#try);
    void this.#try();
  }

  /** Closes the line for good. */
  stop(): void {
    this.#end();
    this.#ws?.close();
    this.#ws = null;
  }

  /** Sends, and says whether the line was there to send on. */
  send(message: ScreenMessage): boolean {
    if (this.#ws?.readyState !== WebSocket.OPEN) return false;
    this.#ws.send(JSON.stringify(message));
    return true;
  }

  #connect(ticket: string): void {
    const ws = new WebSocket(this.url, withTicket('alo116', ticket));
    this.#ws = ws;
    ws.onopen = () => {
      this.send({ type: 'hello', v: version, tab: this.tab });
      this.#heard();
    };
    ws.onmessage = (event) => this.#ws === ws && this.#receive(String(event.data));
    ws.onclose = () => this.#ws === ws && this.#lost();
    this.#heard();
  }

  #receive(data: string): void {
    this.#heard();
    const message = JSON.parse(data) as ServerMessage;
    switch (message.type) {
      case 'beat':
        this.send({ type: 'beat' });
        return;
      case 'welcome':
        this.#welcome();
        break;
      case 'bye':
        if (final.has(message.code)) this.#end();
        break;
    }
    this.listener.message(message);
  }

  #welcome(): void {
    this.#tries = 0;
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.listener.state('open');
  }

  /** Every sign of life puts off the moment at which the line counts as dead. */
  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#ws?.close();
      this.#lost();
    }, silenceMs);
  }

  #lost(): void {
    this.#ws = null;
    clearTimeout(this.#silence);
    if (this.#over) return;
    this.#grace ??= setTimeout(() => this.listener.state('lost'), graceMs);
    this.#retry = setTimeout(this.#try, backoff(this.#tries++, Math.random()));
  }

  #try = async (): Promise<void> => {
    if (this.#over || this.#ws || this.#asking) return;
    clearTimeout(this.#retry);
    this.#asking = true;
    const ticket = await this.listener.ticket().catch(() => undefined);
    this.#asking = false;
    if (this.#over) return;
    if (ticket === null) this.#end();
    else if (ticket === undefined) this.#lost();
    else this.#connect(ticket);
  };

  #end(): void {
    this.#over = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    clearTimeout(this.#grace);
    document.removeEventListener('freeze', this.#frozen);
    document.removeEventListener('resume', this.#resumed);
    window.removeEventListener('online', this.#try);
    this.listener.state('closed');
  }

  #frozen = (): void => void this.send({ type: 'beat', frozen: true });
  #resumed = (): void => void this.send({ type: 'beat', frozen: false });
}
