// Bad settings stop the start with one sentence that says what to do.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from './harness/database.mjs';
import { policy } from './harness/policy.mjs';
import { once, Service } from './harness/service.mjs';

let service;
let empty;
before(async () => {
  service = await Service.furnish(policy());
  empty = await Database.make();
});
after(() => Promise.all([service.clean(), empty.drop()]));

test('no database is set', () => refuses({ ALO116_DATABASE_URL: '' }, /ALO116_DATABASE_URL/));
test('the database is away', () => refuses({ ALO116_DATABASE_URL: 'postgres://alo116:x@127.0.0.1:9/alo116' }, /ALO116_DATABASE_URL.*start PostgreSQL, or correct its address/));
test('the database was never migrated', () => refuses({ ALO116_DATABASE_URL: empty.url }, /run 'alo116 migrate'/));
test('no key file is set', () => refuses({ ALO116_KEY_FILE: '' }, /alo116 keys new/));
test('the key file is missing', () => refuses({ ALO116_KEY_FILE: join(service.folder, 'none.json') }, /alo116 keys new/));
test('the key file is open to others', () => {
  const file = join(service.folder, 'open.json');
  writeFileSync(file, '{}');
  chmodSync(file, 0o644);
  return refuses({ ALO116_KEY_FILE: file }, /chmod 600|0600/);
});
test('no policy is set', () => refuses({ ALO116_POLICY_FILE: '' }, /ALO116_POLICY_FILE/));
test('the policy cannot work', () => {
  const file = join(service.folder, 'bad.json');
  writeFileSync(file, '{"lines":[]}');
  return refuses({ ALO116_POLICY_FILE: file }, /bad\.json/);
});
test('the ARI password is wrong', () => refuses({ ALO116_ARI_PASSWORD: 'wrong' }, /check the user and password in ari\.conf/));
test('no ARI password is set', () => refuses({ ALO116_ARI_PASSWORD: '' }, /ALO116_ARI_PASSWORD/));
test('there is no certificate', () => refuses({ ALO116_TLS: 'files' }, /ALO116_TLS=self-signed/));
test('the port is taken', async () => {
  const taken = createServer();
  const port = await listen(taken);
  await refuses({ ALO116_LISTEN: `127.0.0.1:${port}` }, /--listen/);
  taken.close();
});
test('Asterisk is too old', async () => {
  const old = createServer((asking, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ system: { version: '20.1.0', entity_id: '02:00:00:00:00:01' } }));
  });
  const port = await listen(old);
  await refuses({ ALO116_ARI_URL: `http://127.0.0.1:${port}/ari` }, /20\.1\.0.*22\.10\.1/);
  old.close();
});

/** The service does not start with this changed, and says in one sentence what helps. */
async function refuses(changed, advice) {
  const { code, err } = await once(['serve'], { ...service.env, ...changed });
  const said = err.split('\n').filter((line) => line && !line.startsWith('{'));
  assert.equal(code, 1, err);
  assert.equal(said.length, 1, `one sentence, not ${JSON.stringify(said)}`);
  assert.match(said[0], advice);
  assert.match(said[0], /^alo116: /);
}

function listen(server) {
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
}
