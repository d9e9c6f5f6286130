// A child who calls: SIPp on the carrier's address for the signalling, with a voice and an ear of its own.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callersLegs, sipPort, trunkAddress } from './lab.mjs';
import { until } from './until.mjs';
import { Voice } from './voice.mjs';

const scenario = readFileSync(new URL('child.xml', import.meta.url), 'utf8');

export class Child {
  /** How SIPp ended: 0 is as it should. */
  code = null;

  /** Calls a line. `from` and `headers` are SIP's own; by default the number is shown. */
  static async call(line, { number = '+355690000042', from = `<sip:${number}@${trunkAddress}>`, headers = [] } = {}) {
    const child = new Child();
    const before = new Set((await callersLegs().catch(() => [])).map((c) => c.id));
    child.voice = await new Voice().open();
    child.folder = mkdtempSync(join(tmpdir(), 'alo116-child-'));
    child.port = await freeUdpPort();
    const words = { LINE: line, FROM: from, HEADERS: headers.map((h) => `${h}\n`).join(''), VOICE: child.voice.port };
    writeFileSync(join(child.folder, 'call.xml'), scenario.replace(/@([A-Z]+)@/g, (_, word) => words[word]));
    child.#start();
    await until('the child has dialled', () => child.#said('INVITE'));
    child.dialledAt = child.#said('INVITE');
    child.leg = await until('the call is in Asterisk', async () => (await callersLegs()).find((c) => !before.has(c.id))?.id);
    return child;
  }

  #start() {
    this.process = spawn('sipp', [
      ...[`127.0.0.1:${sipPort}`, '-sf', 'call.xml', '-i', trunkAddress, '-p', String(this.port)],
      ...['-cid_str', this.#callId, '-m', '1', '-nostdin', '-trace_msg', '-message_file', 'messages'],
    ], { cwd: this.folder, env: { ...process.env, TERM: 'dumb' }, stdio: 'ignore' });
    this.ended = new Promise((done) => this.process.once('exit', (code) => done((this.code = code ?? -1))));
  }

  get #callId() {
    return `child-${this.port}`;
  }

  /** Gives up, or has said all: hangs up. `hungUpAt` is when the BYE went out. */
  async hangUp() {
    await until('the call is answered', () => this.#said('ACK'));
    const socket = createSocket('udp4');
    const message = `MESSAGE sip:child SIP/2.0\r\nVia: SIP/2.0/UDP lab\r\nFrom: <sip:lab>;tag=l\r\nTo: <sip:child>\r\nCall-ID: ${this.#callId}\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n`;
    let told = 0;
    await until('the child hung up', async () => {
      if (this.code === null && Date.now() - told > 200) {
        told = Date.now();
        socket.send(message, this.port, trunkAddress);
      }
      return this.code !== null;
    }).finally(() => socket.close());
    this.hungUpAt = this.#said('BYE');
    this.#leave();
    if (this.code !== 0) throw new Error(`the child could not hang up: SIPp ended with ${this.code}`);
  }

  /** The other side hung up. */
  async isHungUpOn(ms = 5000) {
    await until('the child was hung up on', () => this.code !== null, ms);
    this.#leave();
    return this.code;
  }

  get live() {
    return this.code === null;
  }

  /** Hangs up if need be, and removes every trace. */
  async leave() {
    if (this.live) await this.hangUp().catch(() => this.process.kill('SIGKILL'));
    this.#leave();
  }

  #leave() {
    if (!this.folder) return;
    this.voice.close();
    rmSync(this.folder, { recursive: true, force: true });
    this.folder = null;
  }

  /** When this request was sent, by SIPp's own record; null if it was not. */
  #said(request) {
    const file = join(this.folder, 'messages');
    if (!existsSync(file)) return null;
    for (const part of readFileSync(file, 'utf8').split(/^-{20,} /m)) {
      const [, at] = /^(\S+ \S+)\nUDP message sent/.exec(part) ?? [];
      if (at && part.includes(`\n${request} sip:`)) return new Date(at.replace(' ', 'T').slice(0, 23)).getTime();
    }
    return null;
  }
}

async function freeUdpPort() {
  const socket = createSocket('udp4');
  await new Promise((done) => socket.bind(0, trunkAddress, done));
  const { port } = socket.address();
  await new Promise((done) => socket.close(done));
  return port;
}
