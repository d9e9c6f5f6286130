// A counsellor at a real browser page: what they do, and what they see.
import { until } from './until.mjs';
import { password } from './service.mjs';

export class Counsellor {
  /** Every frame of every websocket of the page: { at, path, sent, data }. */
  frames = [];
  /** Every end of a websocket of the page: { at, path }. */
  closed = [];
  /** What went wrong in the page itself. */
  complaints = [];

  constructor(page, login, id) {
    this.page = page;
    this.login = login;
    this.id = id;
    page.on('websocket', (socket) => this.#tap(socket));
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (m) => m.type() === 'error' && !expected(m.text()) && this.complaints.push(m.text()));
  }

  #tap(socket) {
    const path = new URL(socket.url()).pathname;
    const keep = (sent) => (frame) => this.frames.push({ at: Date.now(), path, sent, data: String(frame.payload) });
    socket.on('framesent', keep(true));
    socket.on('framereceived', keep(false));
    socket.on('close', () => this.closed.push({ at: Date.now(), path }));
  }

  async signIn(url) {
    await this.page.goto(url);
    await this.page.getByTestId('login').fill(this.login);
    await this.page.getByTestId('password').fill(password);
    await this.page.getByTestId('sign-in').click();
    await this.page.getByTestId('me-name').and(this.page.locator(':not(:empty)')).waitFor();
    return this;
  }

  /** Leaves the floor at once, whatever they are in. */
  async signOut() {
    await this.page.evaluate(() =>
      fetch('/api/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"force":true}' }),
    );
  }

  async phoneIsThere(ms = 15_000) {
    await this.page.locator('[data-testid=check-phone][data-good=true]').waitFor({ timeout: ms });
  }

  /** Says "ready", with the phone there: idle, or rung at once. */
  async ready() {
    await this.phoneIsThere();
    await this.page.getByTestId('ready').click();
    await until(`${this.login} is ready`, async () => ['ready', 'ringing'].includes(await this.state()));
  }

  /** The call card shows this state: ready, not_ready, ringing, connecting, talking, parked, wrap_up … */
  async is(state, ms = 10_000) {
    await this.page.locator(`[data-testid=call-card][data-state=${state}]`).waitFor({ timeout: ms }).catch(async () => {
      throw new Error(`${this.login} is not ${state} in ${ms / 1000} s, but ${await this.state()}`);
    });
  }

  state() {
    return this.page.getByTestId('call-card').getAttribute('data-state');
  }

  async text(id) {
    return (await this.page.getByTestId(id).textContent())?.trim();
  }

  async press(key) {
    await this.page.keyboard.press(key);
  }

  async accept() {
    await this.is('ringing');
    await this.page.getByTestId('accept').click();
    await this.is('talking');
  }

  async decline() {
    await this.page.getByTestId('decline').click();
  }

  async hangUp() {
    await this.page.getByTestId('hang-up').click();
  }

  async chooseType(code) {
    await this.page.locator(`[data-testid=type][data-code=${code}]`).click();
  }

  async chooseDirection(code) {
    await this.stage('plan');
    await this.choose('directions', code);
  }

  /** Opens a stage of the form. */
  async stage(key) {
    await this.page.getByTestId(`stage-${key}`).click();
  }

  /** Chooses in a question of the stage that is open. */
  async choose(question, code) {
    await this.page.locator(`[data-testid="${question}"][data-code=${code}]`).click();
  }

  async write(words) {
    await this.stage('closing');
    await this.page.getByTestId('note').fill(words);
  }

  /** The summary as it is on the screen. */
  async note() {
    await this.stage('closing');
    return this.page.getByTestId('note').inputValue();
  }

  /** Answers what closing asks for of a talk, beside its kind, direction and summary: most of it is not known. */
  async answer() {
    await this.stage('facts');
    for (const question of ['child_age', 'child_gender', 'place']) await this.choose(question, 'unknown');
    await this.page.getByTestId('categories').and(this.page.locator('input')).fill('bulliz');
    await this.press('Enter');
    await this.stage('assess');
    await this.choose('immediate_danger', 'no');
    await this.choose('risk_level', 'low');
  }

  /** Everything typed is in the database, says the page. */
  async saved(ms = 10_000) {
    await this.page.locator('[data-testid=save-state][data-safety=saved]').waitFor({ timeout: ms });
  }

  async safety() {
    return this.page.getByTestId('save-state').getAttribute('data-safety');
  }

  /** Ends the wrap-up with a closed record. */
  async done() {
    await this.page.getByTestId('done').click();
  }

  /** The type alone closes it: the nine calls in ten. */
  async finishQuickly(code = 'silent') {
    await this.is('wrap_up');
    await this.chooseType(code);
    await until('the wrap-up is over', async () => (await this.state()) !== 'wrap_up');
  }

  /** What the browser itself counts and hears of the talk. */
  async sound() {
    const { packetsIn, packetsOut, audioLevel } = await this.page.getByTestId('call-card').evaluate((card) => ({ ...card.dataset }));
    return { packetsIn: Number(packetsIn), packetsOut: Number(packetsOut), level: Number(audioLevel) };
  }

  /** The newest truth the service told the page, from then on. */
  view(since = 0) {
    const frame = this.frames.findLast((f) => f.at >= since && f.path === '/ws' && !f.sent && f.data.startsWith('{"type":"view"'));
    return frame && JSON.parse(frame.data);
  }

  /** When the page first sent, or got, a frame that fits, from then on. */
  frameAt(path, sent, fits, since = 0) {
    return this.frames.find((f) => f.at >= since && f.path === path && f.sent === sent && fits(f.data))?.at;
  }

  /** When Asterisk rang the phone, from then on. */
  rangAt(since) {
    return until(`the phone of ${this.login} rings`, () => this.frameAt('/sip', false, (text) => text.startsWith('INVITE '), since));
  }

  /** When the phone answered a call with this status, from then on. */
  answeredAt(status, since) {
    const fits = (text) => text.startsWith(`SIP/2.0 ${status} `) && /^CSeq: \d+ INVITE/m.test(text);
    return until(`the phone of ${this.login} answers ${status}`, () => this.frameAt('/sip', true, fits, since));
  }
}

/** A service that is away on purpose is no fault of the page. */
function expected(text) {
  return /status of (401|409)|WebSocket connection to|ERR_(CONNECTION|EMPTY|SOCKET)/.test(text);
}

/** What answer() leaves in the record. */
export const answered = {
  child_age: 'unknown',
  child_gender: 'unknown',
  place: ['unknown'],
  categories: ['vio_bullying'],
  immediate_danger: 'no',
  risk_level: 'low',
};
