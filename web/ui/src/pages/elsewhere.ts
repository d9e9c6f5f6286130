// Fetches the pages beside the desk, which are a file of their own, as soon as somebody is signed in: whoever goes there later
// finds them in the browser, even while the service is away.

type Pages = typeof import('./Elsewhere.svelte');

let fetched: Promise<Pages> | undefined;

/** The pages; a fetch that failed is tried again until it succeeds. */
export function elsewhere(): Promise<Pages> {
  return (fetched ??= fetchPages());
}

async function fetchPages(): Promise<Pages> {
  for (;;) {
    try {
      return await import('./Elsewhere.svelte');
    } catch {
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}
