// The supervisor's board in a real browser, with a watch: it notes when which truth was on the screen.
import { until } from './until.mjs';

/** Runs in the page: keeps every different picture of the board with its moment. */
function watch() {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const id = (element) => element.dataset.testid.replace(/^[a-z]+-/, '');
  const number = (name, line) => Number(document.querySelector(`[data-testid=board-${name}-${line}]`)?.textContent ?? NaN);
  const look = () => {
    const lines = {};
    for (const card of all('[data-testid^=board-line-]')) {
      const line = card.dataset.testid.slice('board-line-'.length);
      lines[line] = Object.fromEntries(['waiting', 'offered', 'answered', 'abandoned'].map((n) => [n, number(n, line)]));
    }
    const agents = {};
    for (const row of all('[data-testid=board-agents] tr[data-state]')) agents[id(row)] = { state: row.dataset.state, words: row.cells[1].innerText };
    const calls = {};
    for (const row of all('[data-testid=board-calls] tr[data-state]')) calls[id(row)] = { state: row.dataset.state, words: row.innerText };
    return { lines, agents, calls, troubles: all('[data-testid^=trouble-]').map((t) => t.dataset.testid.slice('trouble-'.length)) };
  };
  window.pictures = [];
  let last = '';
  const note = () => {
    const picture = look();
    const text = JSON.stringify(picture);
    if (text !== last) window.pictures.push({ at: Date.now(), ...picture });
    last = text;
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  note();
}

export class Board {
  #pictures = [];

  constructor(supervisor) {
    this.supervisor = supervisor;
    this.page = supervisor.page;
  }

  async open() {
    await this.page.getByTestId('board').waitFor();
    await this.page.getByTestId('board-agents').waitFor();
    await this.page.evaluate(watch);
    return this;
  }

  /** The board comes to show `what`, a fact that happened at `since`; tells how late it was, which is as much the machine's doing. */
  async shows(t, what, since, fits) {
    const late = Math.max(0, (await this.#first(what, since, fits)) - since);
    t.diagnostic(`board: ${what}, ${late} ms after the fact`);
  }

  /** What it shows now. */
  async last() {
    await this.#refresh();
    return this.#pictures.at(-1);
  }

  async #first(what, since, fits) {
    const found = await until(`the board shows ${what}`, async () => {
      await this.#refresh();
      const from = this.#pictures.findLastIndex((p) => p.at <= since);
      return this.#pictures.slice(Math.max(0, from)).find(fits);
    }).catch((e) => {
      throw new Error(`${e.message}; it shows ${JSON.stringify(this.#pictures.at(-1))}`);
    });
    return found.at;
  }

  async #refresh() {
    this.#pictures.push(...(await this.page.evaluate((n) => window.pictures.slice(n), this.#pictures.length)));
  }
}
