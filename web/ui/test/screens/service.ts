// A service at the wire for the screens' tests: serves dist as the real one does (same policy against
// foreign content), and speaks agent/PROTOCOL.md as the test tells it to. No part of the product.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Person } from '../../src/api';
import type { ScreenMessage, ServerMessage } from '../../src/socket/protocol';
import { definition } from '../definition';
import { wrongAnswer, wrongMessage } from './shape';
import { SipPeer } from './sip';

const dist = join(import.meta.dirname, '../../dist');
const policy = readFileSync(join(import.meta.dirname, '../../../testdata/content-security-policy.txt'), 'utf8').trim(); // the real one's, by web: TestEveryAnswerProtectsThePage
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The version of the form that new contacts begin with. */
export const newest = '2';

export type Reply = { status: number; body?: unknown; headers?: Record<string, string> };

export class Service {
  /** Who is signed in; null answers 401. */
  person: Person | null = null;
  /** What the next sign-in gets; undefined signs `person` in. */
  signIn: Reply | undefined;
  /** Answers to other requests, by method and path. */
  routes: Record<string, Reply> = {};
  /** What was sent to them. */
  asked: { path: string; body: unknown }[] = [];
  /** What the sign-in page may offer. */
  doors: unknown = {};
  #tickets = new Set<string>();
  /** Everything the page sent over its socket, but beats. */
  heard: ScreenMessage[] = [];
  /** Called for every message of the page. */
  answer: (message: ScreenMessage, say: (m: ServerMessage) => void) => void = () => undefined;
  /** What the test said that the service never would. */
  wrong: string[] = [];
  /** While true, new sockets are refused: the service is away. */
  away = false;
  readonly sip = new SipPeer();
  tab = '';
  #socket: WebSocket | null = null;
  #http: Server;
  #signedIn: Service['person'] = null;

  constructor() {
    const ws = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
    this.#http = createServer((request, response) => this.#serve(request, response));
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.away) return socket.destroy();
      if (!this.#punch(request)) return socket.destroy();
      ws.handleUpgrade(request, socket, head, (open) => {
        if (request.url === '/sip') this.sip.attach(open);
        else this.#hello(open);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#http.listen(0, '127.0.0.1', done));
    return `http://localhost:${(this.#http.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.drop();
    this.#http.closeAllConnections();
    this.#http.close();
  }

  /** Puts everything back for the next test. */
  reset(): void {
    this.drop();
    this.person = null;
    this.signIn = undefined;
    this.doors = {};
    this.heard = [];
    this.routes = {};
    this.asked = [];
    this.wrong = [];
    this.answer = () => undefined;
    this.away = false;
    this.tab = '';
    this.sip.reset();
  }

  say(message: ServerMessage): void {
    if (this.#socket) this.#tell(this.#socket, message);
  }

  /** Cuts the page's socket, as a dead network does. */
  drop(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  #hello(socket: WebSocket): void {
    this.#socket = socket;
    const beat = setInterval(() => socket.send('{"type":"beat"}'), 1000);
    socket.on('close', () => clearInterval(beat));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ScreenMessage;
      if (message.type === 'beat') return;
      if (message.type === 'hello') this.tab = message.tab;
      this.heard.push(message);
      this.answer(message, (m) => this.#tell(socket, m));
    });
  }

  #tell(socket: WebSocket, message: ServerMessage): void {
    this.wrong.push(...wrongMessage(message));
    socket.send(JSON.stringify(message));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://x');
    if (path === '/api/me') {
      const me = this.#me();
      this.wrong.push(...wrongAnswer('GET /api/me', me.status, me.body));
      return send(response, me);
    }
    if (this.away) return void response.destroy();
    if (path === '/api/sign-in' && request.method === 'GET') return send(response, { status: 200, body: this.doors });
    if (path === '/api/sign-in') return this.#signInNow(response);
    if (path === '/api/ticket') return this.#ticketNow(response);
    if (path === '/api/sign-out') return this.#signOutNow(response);
    if (path === '/api/form') return send(response, { status: 200, body: definition(searchParams.get('version') || newest) });
    const answer = this.routes[`${request.method} ${path}`];
    if (answer) {
      this.wrong.push(...wrongAnswer(`${request.method} ${path}`, answer.status, answer.body));
      return void this.#take(request, path).then(() => send(response, answer));
    }
    if (path === '/blank') return void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>blank</title>');
    const file = join(dist, path);
    const found = extname(path) !== '' && existsSync(file) ? file : join(dist, 'index.html');
    response.writeHead(200, { 'Content-Type': types[extname(found)] ?? 'text/plain', 'Content-Security-Policy': policy });
    createReadStream(found).pipe(response);
  }

  async #take(request: IncomingMessage, path: string): Promise<void> {
    let text = '';
    for await (const part of request) text += part;
    const json = request.headers['content-type'] === 'application/json';
    this.asked.push({ path, body: text && json ? JSON.parse(text) : text || null });
  }

  #me(): Reply {
    const person = this.#signedIn ?? this.person;
    return person && this.signIn === undefined
      ? { status: 200, body: person }
      : { status: 401, body: { error: { code: 'signed_out', message: '' } } };
  }

  #ticketNow(response: ServerResponse): void {
    if (this.#me().status !== 200) return send(response, this.#me());
    const ticket = `t${this.#tickets.size + 1}${Date.now()}`;
    this.#tickets.add(ticket);
    send(response, { status: 200, body: { ticket } });
  }

  /** A socket needs a ticket, which is good once. */
  #punch(request: IncomingMessage): boolean {
    const words = String(request.headers['sec-websocket-protocol'] ?? '').split(', ');
    const ticket = words.find((w) => w.startsWith('ticket.'))?.slice('ticket.'.length) ?? '';
    return this.#tickets.delete(ticket);
  }

  #signInNow(response: ServerResponse): void {
    if (this.signIn) return send(response, this.signIn);
    this.#signedIn = this.person;
    send(response, { status: 200, body: this.person });
  }

  #signOutNow(response: ServerResponse): void {
    this.#signedIn = this.person = null;
    send(response, { status: 204 });
  }
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'Content-Type': 'application/json', ...reply.headers });
  response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
}
