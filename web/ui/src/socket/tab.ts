// The name of this tab. A reloaded tab keeps its name, so that the server gives it its phone back; a
// new or duplicated tab (which inherits the storage) takes a new one.

const key = 'alo116.tab';

/** The tab's name, kept in this storage. */
export function tabName(storage: Storage, navigation: string, random: () => string): string {
  const kept = navigation === 'reload' || navigation === 'back_forward' ? read(storage) : null;
  const name = kept ?? `t-${random()}`;
  try {
    storage.setItem(key, name);
  } catch {
    // Without storage the tab has a name all the same, only not after a reload.
  }
  return name;
}

/** How this page came to be: "navigate", "reload", "back_forward", … */
export function navigationType(): string {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming ? entry.type : 'navigate';
}

function read(storage: Storage): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}
