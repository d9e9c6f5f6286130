// The service itself: the built program as its own process, started, stopped and killed by the tests, its log kept.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from './database.mjs';
import { checkout } from './lab.mjs';
import { until } from './until.mjs';

export const program = process.env.ALO116_PROGRAM ?? join(checkout, 'bin/alo116');
export const password = 'a quiet word 116';

export class Service {
  /** All that it wrote, over all its lives. */
  log = '';
  #process = null;

  /** Makes database, keys, tables and rules. Nobody is there yet, and nothing runs. */
  static async furnish(rules) {
    const service = new Service();
    service.folder = mkdtempSync(join(tmpdir(), 'alo116-e2e-'));
    service.database = await Database.make();
    service.port = await freePort();
    service.url = `https://127.0.0.1:${service.port}`;
    service.env = {
      ...process.env,
      ALO116_DATABASE_URL: service.database.url,
      ALO116_OWNER_URL: service.database.owner,
      ALO116_LISTEN: `127.0.0.1:${service.port}`,
      ALO116_KEY_FILE: join(service.folder, 'keys.json'),
      ALO116_KEYRING_DIR: join(service.folder, 'keyring'),
      ALO116_POLICY_FILE: join(service.folder, 'policy.json'),
      ALO116_SPOOL_DIR: join(service.folder, 'spool'),
      ALO116_LOG: 'json',
      ALO116_LOG_LEVEL: 'debug',
    };
    writeFileSync(service.env.ALO116_POLICY_FILE, JSON.stringify(rules));
    await service.run(['keys', 'new', service.env.ALO116_KEY_FILE]);
    await service.run(['migrate']);
    return service;
  }

  /** Runs the program once; fails if it does. */
  async run(words, input = '') {
    const { code, err } = await once(words, this.env, input);
    if (code !== 0) throw new Error(`alo116 ${words[0]}: ${err}`);
  }

  /** Adds somebody who may sign in. */
  async addPerson(login, name, role) {
    await this.run(['user', 'add', login, '--name', name, '--role', role, '--own'], `${password}\n`);
    const [{ id }] = await this.database.rows(`select id from person where login = '${login}'`);
    return id;
  }

  get running() {
    return this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Starts it, unless it runs, and waits until it says itself that it is ready. */
  async start() {
    if (this.running) return;
    const child = spawn(program, ['serve'], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    const keep = (text) => (this.log += text);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    await until(`the service is ready; it says ${this.log.slice(-400)}`, async () => {
      if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}: ${this.log.slice(-600)}`);
      return (await this.get('/readyz').catch(() => null))?.status === 200;
    });
  }

  /** The value of one of its metrics that has no labels. */
  async metric(name) {
    const { text } = await this.get('/metrics');
    return Number(text.match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]);
  }

  /** Gives it other rules while it runs; returns when it says what became of them. */
  async use(rules, says = 'the policy changed') {
    const told = this.log.length;
    writeFileSync(this.env.ALO116_POLICY_FILE, JSON.stringify(rules));
    this.#process.kill('SIGHUP');
    await until(`of the rules it says: ${says}`, () => this.log.slice(told).includes(says));
  }

  /** Asks it to end, as systemd does; gives its exit code. */
  stop() {
    return this.#end('SIGTERM');
  }

  /** Ends it without a word of warning. */
  kill() {
    return this.#end('SIGKILL');
  }

  async #end(signal) {
    if (!this.running) return null;
    const child = this.#process;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    return ended;
  }

  /** What it answers to a GET. */
  get(path) {
    return new Promise((done, fail) => {
      const asking = request(this.url + path, { rejectUnauthorized: false, timeout: 3000, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part) => (text += part));
        answer.on('end', () => done({ status: answer.statusCode, text }));
      });
      asking.on('timeout', () => asking.destroy(new Error('no answer')));
      asking.on('error', fail);
      asking.end();
    });
  }

  /** Ends it and removes every trace. */
  async clean() {
    await this.stop();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs the program once to its end: its exit code and what it wrote. */
export function once(words, env, input = '') {
  return new Promise((done, fail) => {
    const child = spawn(program, words, { env });
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    child.on('error', fail);
    child.on('close', (code) => done({ code, out, err }));
    child.stdin.on('error', () => undefined).end(input);
  });
}

/**
 * A port that the system gives nobody by chance: a browser that knocks at a port of the system's own range while
 * nobody listens may meet itself there.
 */
async function freePort() {
  const free = (port) =>
    new Promise((done) => {
      const server = createServer().once('error', () => done(false));
      server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
    });
  for (;;) {
    const port = 17_000 + Math.floor(Math.random() * 1000);
    if (await free(port)) return port;
  }
}
