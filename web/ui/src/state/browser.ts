// What a browser keeps for whoever works at it. One without storage forgets it with the page; nothing else is lost.
const prefix = 'alo116.';

/** What was kept under a name; null for nothing. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // Forgotten with the page.
  }
}
