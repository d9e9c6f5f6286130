// A database of one's own on the lab's PostgreSQL, asked with PostgreSQL's own programs.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { setting } from './lab.mjs';

const run = promisify(execFile);
const newest = readdirSync('/usr/lib/postgresql').sort((a, b) => b - a)[0];
const program = (name) => `/usr/lib/postgresql/${newest}/bin/${name}`;

export class Database {
  constructor(name) {
    this.name = name;
    /** Where the service finds it, as the service's own role. */
    this.url = this.#as('ALO116_DATABASE_URL');
    /** The same for its owner, who migrates it. */
    this.owner = this.#as('ALO116_OWNER_URL');
    /** The same for whoever may do anything. */
    this.admin = this.#as('ALO116_TEST_DATABASE_URL');
  }

  #as(who) {
    const url = new URL(setting(who));
    url.pathname = `/${this.name}`;
    return url.href;
  }

  /** Makes a new one, which as in life is not the service's own. */
  static async make() {
    const db = new Database(`e2e_${process.pid}_${Date.now()}`);
    const owner = new URL(db.owner).username;
    await psql(setting('ALO116_TEST_DATABASE_URL'), `create database ${db.name} owner ${owner}`);
    return db;
  }

  /** The rows of a query, as objects. */
  async rows(query) {
    const text = await psql(this.admin, `select coalesce(json_agg(t), '[]') from (${query}) t`);
    return JSON.parse(text);
  }

  /** Does something to it. */
  async run(command) {
    await psql(this.admin, command);
  }

  /** All that was written is on disk. */
  async settle() {
    await psql(setting('ALO116_TEST_DATABASE_URL'), 'checkpoint');
  }

  /** All that the database holds, as text. */
  async dump() {
    const { stdout } = await run(program('pg_dump'), ['--inserts', this.admin], { maxBuffer: 1 << 28 });
    return stdout;
  }

  async drop() {
    await psql(setting('ALO116_TEST_DATABASE_URL'), `drop database if exists ${this.name} with (force)`);
  }
}

async function psql(url, command) {
  const { stdout } = await run(program('psql'), ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', command]);
  return stdout.trim();
}
