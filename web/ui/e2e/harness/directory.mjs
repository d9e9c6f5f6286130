// The directory of agencies, as a supervisor's page keeps it.
import assert from 'node:assert/strict';

/** Puts an entry into the directory, as its page does. */
export async function keep(supervisor, entry) {
  const said = await supervisor.page.evaluate(
    ([path, body]) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then((r) => r.json()),
    [entry.id ? `/api/directory/${entry.id}` : '/api/directory', JSON.stringify(entry)],
  );
  assert.ok(said.id, JSON.stringify(said));
  return said;
}
