// The lab that `make test` started: where its real parts are, how to ask Asterisk, and how to hurt them.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.mjs';

const run = promisify(execFile);

/** A setting of the lab; without it no test here can run. */
export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests need the lab, run "make test"`);
  return value;
}

export const checkout = join(import.meta.dirname, '../../../..');
export const folder = setting('LAB_DIR');
export const sipPort = setting('LAB_SIP_PORT');
export const trunkAddress = setting('LAB_TRUNK_ADDRESS');

/** Tells the lab to do something: "stop-asterisk", "start-postgres" … */
export async function lab(...words) {
  await run(setting('LAB_COMMAND'), [setting('LAB_NAME'), ...words], { timeout: 60_000 });
}

/** Asks Asterisk over ARI; gives what it answers. */
export async function ari(method, path) {
  const login = Buffer.from(`${setting('ALO116_ARI_USER')}:${setting('ALO116_ARI_PASSWORD')}`).toString('base64');
  const answer = await fetch(setting('ALO116_ARI_URL') + path, { method, headers: { authorization: `Basic ${login}` } });
  if (!answer.ok) throw new Error(`asterisk answers ${method} ${path.split('?')[0]} with ${answer.status}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

/** Our accounts of phones in Asterisk, but those named: an earlier story's is known until its time is out. */
export async function phoneAccounts(but = []) {
  return (await ari('GET', '/endpoints/PJSIP')).filter((e) => e.resource.startsWith('alo116-') && !but.includes(e.resource));
}

/** The callers' legs that live in Asterisk now. */
export async function callersLegs() {
  return (await ari('GET', '/channels')).filter((c) => c.name.startsWith('PJSIP/trunk-'));
}

/** Nothing of any call is left in Asterisk. */
export async function nothingLeft() {
  const left = async () => [...(await ari('GET', '/channels')), ...(await talks())].map((x) => x.name || x.id);
  let last = [];
  await until('every leg and talk is gone from Asterisk', async () => (last = await left()).length === 0, 8000).catch((e) => {
    throw new Error(`${e.message}; left are ${last.join(', ')}`);
  });
}

async function talks() {
  return (await ari('GET', '/bridges')).filter((b) => b.id.startsWith('talk-'));
}

/** Ends whatever earlier tests left behind, so that one failure is one failure. */
export async function sweep() {
  for (const c of await ari('GET', '/channels')) await ari('DELETE', `/channels/${c.id}`).catch(() => null);
  for (const b of await talks()) await ari('DELETE', `/bridges/${b.id}`).catch(() => null);
}
