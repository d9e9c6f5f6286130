// A whole helpline for one file of tests: service, database, browser, people; cleared away after each test.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { chromium } from 'playwright-core';
import { Board } from './board.mjs';
import { Child } from './child.mjs';
import { Counsellor } from './counsellor.mjs';
import { nothingLeft, sweep } from './lab.mjs';
import { policy } from './policy.mjs';
import { Service } from './service.mjs';
import { until } from './until.mjs';

const executablePath = process.env.ALO116_CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
];

export const names = {
  arta: ['Arta Hoxha', 'psychologist'],
  besa: ['Besa Krasniqi', 'psychologist'],
  dritan: ['Dritan Leka', 'social_worker'],
  drita: ['Drita Marku', 'supervisor'],
  agim: ['Agim Leka', 'admin'],
};

/** A helpline with these rules, people and settings, for all tests of the file. */
export function helpline({ rules = policy(), people = ['arta', 'drita'], settings = {} } = {}) {
  const house = new Helpline();
  before(() => house.open(rules, people, settings));
  beforeEach(() => sweep());
  afterEach(() => house.clear());
  after(() => house.close());
  return house;
}

class Helpline {
  ids = {};
  #here = [];
  #children = [];

  async open(rules, people, settings) {
    this.service = await Service.furnish(rules);
    this.database = this.service.database;
    Object.assign(this.service.env, settings);
    for (const login of people) this.ids[login] = await this.service.addPerson(login, ...names[login]);
    [this.browser] = await Promise.all([chromium.launch({ executablePath, args }), this.service.start()]);
  }

  /** A page in a browser of its own, of an office's commonest size. */
  async page(more = {}) {
    const context = await this.browser.newContext({
      viewport: { width: 1366, height: 768 }, permissions: ['microphone'], ignoreHTTPSErrors: true, ...more,
    });
    return context.newPage();
  }

  /** Somebody signs in with a browser of their own. */
  async enter(login, { path = '/' } = {}) {
    const person = new Counsellor(await this.page(), login, this.ids[login]);
    this.#here.push(person);
    return person.signIn(this.service.url + path);
  }

  /** Somebody signs in and is ready. */
  async atWork(login) {
    const person = await this.enter(login);
    await person.ready();
    return person;
  }

  /** The supervisor's board, watched. */
  async board() {
    return new Board(await this.enter('drita', { path: '/board' })).open();
  }

  /** A child calls a line. */
  async child(line, options) {
    const child = await Child.call(line, options);
    this.#children.push(child);
    return child;
  }

  /** What is kept of the child's call, once it has ended and all that is asked for is written. */
  written(child, fits = () => true) {
    return until('the end of the call is written', async () => {
      const [row] = await this.database.rows(`select * from call where id = '${child.leg}'`);
      return row?.ended_at && fits(row) && row;
    });
  }

  /** The one record of the child's call. */
  async record(child) {
    const contacts = await this.database.rows(`select * from contact where call = '${child.leg}'`);
    assert.equal(contacts.length, 1, 'one call, one record');
    return contacts[0];
  }

  /** The kinds of the journal's records of the child's call, in order. */
  async story(child) {
    const rows = await this.database.rows(`select kind from call_event where call = '${child.leg}' order by epoch, n`);
    return rows.map((r) => r.kind);
  }

  /** After a test: everybody leaves, and then nothing is left in Asterisk, no page has a complaint, and nobody waited unseen. */
  async clear() {
    for (const child of this.#children.splice(0)) await child.leave();
    const people = this.#here.splice(0);
    for (const person of people) await person.signOut().catch(() => undefined);
    for (const context of this.browser.contexts()) await context.close();
    await nothingLeft();
    if (this.service.running) assert.equal(await this.service.metric('alo116_missed_wakeups_total'), 0);
    assert.deepEqual(people.flatMap((p) => p.complaints), []);
  }

  async close() {
    await this.browser?.close();
    await this.service?.clean();
  }
}
