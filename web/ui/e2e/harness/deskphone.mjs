// A phone on somebody's desk: baresip, a real one, over TLS with SRTP and nothing less. It knows MD5 alone (see ALO116_DESK_MD5).
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setting } from './lab.mjs';
import { until } from './until.mjs';

export class DeskPhone {
  /** All that it said of itself. */
  said = '';
  #events = '';
  #socket = null;
  #process = null;

  /** Plugs one in that signs in with what the page showed. */
  static async plugIn(made) {
    const phone = new DeskPhone();
    const control = await freePort();
    phone.home = mkdtempSync(join(tmpdir(), 'alo116-phone-'));
    phone.#furnish(made, control);
    phone.#process = spawn('baresip', ['-f', phone.home], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const out of [phone.#process.stdout, phone.#process.stderr]) out.on('data', (text) => (phone.said += text));
    await until('the desk phone can be worked', () => phone.#reach(control));
    return phone;
  }

  #furnish({ user, password, server, port }, control) {
    const write = (name, text) => writeFileSync(join(this.home, name), text, { mode: 0o600 });
    execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', join(this.home, 'voice.wav'), 'synth', '120', 'sine', '440']);
    write('contacts', '');
    write('accounts', `<sip:${user}@${server}:${port};transport=tls>;auth_pass=${password};regint=60;mediaenc=srtp-mand;audio_codecs=pcma;answermode=manual\n`);
    write('config', [
      'net_interface 127.0.0.1', `sip_cafile ${setting('LAB_DESK_CA')}`, 'sip_verify_server yes', 'module_path /usr/lib/baresip/modules',
      'module g711.so', 'module srtp.so', 'module aufile.so', 'module account.so', 'module_app menu.so', 'module_app ctrl_tcp.so',
      `ctrl_tcp_listen 127.0.0.1:${control}`, `audio_source aufile,${this.home}/voice.wav`, `audio_alert aufile,${this.home}/alert.wav`, ''].join('\n'));
  }

  #reach(port) {
    return new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        this.#socket = socket;
        socket.on('data', (text) => (this.#events += text));
        done(true);
      }).on('error', () => done(false));
    });
  }

  /** It is registered, or refused, the first time that it tried. */
  async registers(answer = '200 OK') {
    await until(`the desk phone hears ${answer}; it said ${this.said.slice(-300)}`, () => this.said.includes(answer), 15_000);
  }

  /** It said so of itself, so many times since `forget`: CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED … */
  async is(event, times = 1) {
    await until(`the desk phone says ${event}; it said ${this.said.slice(-300)}`, () => this.count(event) >= times, 15_000);
  }

  /** How often it said so since `forget`. */
  count(event) {
    return this.#events.split(`"type":"${event}"`).length - 1;
  }

  forget() {
    this.#events = '';
  }

  lift() {
    this.#do('accept');
  }

  putDown() {
    this.#do('hangup');
  }

  #do(command) {
    const text = JSON.stringify({ command });
    this.#socket.write(`${text.length}:${text},`);
  }

  async unplug() {
    this.#socket?.destroy();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((done) => this.#process.once('exit', done));
      this.#process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.home, { recursive: true, force: true });
  }
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
