// Loading the page anew after an upgrade: once for each new version, so that two versions side by
// side (a rolling upgrade) cannot make a page reload for ever.

const key = 'alo116.reloaded';

/** Reloads for this version unless that was tried already in this tab. */
export function reloadWhenSafe(version: string): void {
  try {
    if (sessionStorage.getItem(key) === version) return;
    sessionStorage.setItem(key, version);
  } catch {
    return;
  }
  location.reload();
}
