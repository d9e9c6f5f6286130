// Which page the address names. Deep links work: /desk, /board, /people, /search, /cases and /cases/CODE, /directory, /referrals, /audit, /figures, /account; / goes by role.
export type Page = 'desk' | 'board' | 'people' | 'search' | 'cases' | 'directory' | 'referrals' | 'audit' | 'figures' | 'home' | 'account';

/** The pages of each role, and the one it begins with. */
const byRole: Record<string, { pages: Page[]; first: Page }> = {
  psychologist: { pages: ['desk', 'cases', 'referrals', 'directory'], first: 'desk' },
  social_worker: { pages: ['desk', 'cases', 'referrals', 'directory'], first: 'desk' },
  supervisor: { pages: ['desk', 'board', 'referrals', 'cases', 'search', 'people', 'directory', 'figures'], first: 'board' },
  case_manager: { pages: ['cases', 'search', 'referrals', 'directory', 'figures'], first: 'cases' },
  analyst: { pages: ['figures'], first: 'figures' },
  admin: { pages: ['people'], first: 'people' },
  auditor: { pages: ['audit', 'people'], first: 'audit' },
};
const plain = { pages: ['home'] as Page[], first: 'home' as Page };

/** Whether a role takes calls: its pages live on the desk's socket. */
export function hasDesk(role: string): boolean {
  return (byRole[role] ?? plain).pages.includes('desk');
}

export class Route {
  #path = $state(location.pathname);
  #role = $state('');

  constructor(role: string) {
    this.#role = role;
    window.addEventListener('popstate', () => (this.#path = location.pathname));
  }

  /** The role decides where / leads, and which pages there are. */
  set role(role: string) {
    this.#role = role;
  }

  get pages(): Page[] {
    const own = (byRole[this.#role] ?? plain).pages;
    return this.#names('account') ? [...own, 'account'] : own; // everybody has it, and few look at it often
  }

  get page(): Page {
    const named = this.pages.find((page) => this.#names(page));
    return named ?? (byRole[this.#role] ?? plain).first;
  }

  /** What the address names within the page: the code of a case. Empty: nothing. */
  get within(): string {
    return decodeURIComponent(this.#path.split('/')[2] ?? '');
  }

  #names(page: Page): boolean {
    const path = this.#path.replace(/\/$/, '');
    return path === `/${page}` || (page === 'cases' && path.startsWith('/cases/'));
  }

  go(page: Page, within = ''): void {
    history.pushState(null, '', within ? `/${page}/${encodeURIComponent(within)}` : `/${page}`);
    this.#path = location.pathname;
  }

  /** Follows a click on a link without loading the page anew; a click for a new tab is let through. */
  follow(event: MouseEvent, page: Page, within = ''): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.go(page, within);
  }
}
