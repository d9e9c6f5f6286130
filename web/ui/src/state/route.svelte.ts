// Which page the address names. Deep links work: /desk, /board; / goes by role.
import type { Role } from '../socket/protocol';

export type Page = 'desk' | 'board';

export class Route {
  #path = $state(location.pathname);
  #role = $state<Role | null>(null);

  constructor() {
    window.addEventListener('popstate', () => (this.#path = location.pathname));
  }

  /** The role decides where / leads, and who has a board. */
  set role(role: Role | null) {
    this.#role = role;
  }

  get page(): Page {
    if (this.#role !== 'supervisor') return 'desk';
    return this.#path.replace(/\/$/, '') === '/desk' ? 'desk' : 'board';
  }

  go(page: Page): void {
    history.pushState(null, '', `/${page}`);
    this.#path = location.pathname;
  }

  /** Follows a click on a link without loading the page anew; a click for a new tab is let through. */
  follow(event: MouseEvent, page: Page): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.go(page);
  }
}
