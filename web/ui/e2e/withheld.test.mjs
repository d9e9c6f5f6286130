// Who withholds their number is not found anywhere; who shows it is found nowhere in full.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { folder, trunkAddress } from './harness/lab.mjs';

const house = helpline();
const withheld = '+355690000777';
const shown = '+355690000888';
const at = (number) => `<sip:${number}@${trunkAddress}>`;

/** The ways in which carriers tell that a number is withheld, and tell the number all the same. */
const forms = {
  'anonymous, asserted, privacy id': { from: '"Anonymous" <sip:anonymous@anonymous.invalid>', headers: [`P-Asserted-Identity: ${at(withheld)}`, 'Privacy: id'] },
  'shown in From, privacy id': { from: at(withheld), headers: [`P-Asserted-Identity: ${at(withheld)}`, 'Privacy: id'] },
  'privacy in another case and order': { from: at(withheld), headers: [`P-Asserted-Identity: ${at(withheld)}`, 'Privacy: Critical;User;ID'] },
  'privacy without an assertion': { from: at(withheld), headers: ['Privacy: user'] },
  'anonymous host': { from: `<sip:${withheld}@anonymous.invalid>`, headers: [] },
  'anonymous name': { from: `"Anonymous" ${at(withheld)}`, headers: [] },
  'remote party id': { from: at(withheld), headers: [`Remote-Party-ID: ${at(withheld)};party=calling;privacy=full`] },
  'forwarded': { from: '<sip:anonymous@anonymous.invalid>', headers: [`Diversion: ${at(withheld)};reason=unconditional`, `P-Asserted-Identity: ${at(withheld)}`, 'Privacy: id;history'] },
};

test('a withheld number is found nowhere', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const seen = [];
  for (const [form, options] of Object.entries(forms)) {
    const child = await house.child('116111', options);
    await board.shows(t, 'an anonymous caller', child.dialledAt, (b) => b.calls[child.leg]?.words.includes('Anonim'));
    await arta.is('ringing');
    assert.equal(await arta.text('caller'), 'Anonim', form);
    assert.deepEqual(arta.view().offer.caller, { withheld: true, masked: '' }, form);
    seen.push(await arta.page.content());
    await arta.accept();
    assert.equal(await arta.text('caller'), 'Anonim', form);
    seen.push(await arta.page.content(), await board.page.content());
    await child.hangUp();
    await arta.finishQuickly();
    const row = await house.written(child);
    assert.deepEqual([row.withheld, row.caller_key], [true, null], form);
  }
  assert.equal(finds(withheld, Object.values(forms).map((f) => JSON.stringify(f)).join()), true, 'the search finds what is there');
  await isNowhere(withheld, { ...(await sinks([arta, board.supervisor])), pages: seen.join() });
});

test('a shown number is masked on the screens, keyed in the database, and found nowhere in full', async () => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const keys = [];
  for (const line of ['116111', '116000']) {
    const child = await house.child(line, { number: shown, headers: [`P-Asserted-Identity: ${at(shown)}`] });
    await arta.is('ringing');
    assert.equal(await arta.text('caller'), '+355 69 ••• •• 88');
    await arta.accept();
    await child.hangUp();
    await arta.finishQuickly();
    keys.push((await house.written(child)).caller_key);
  }
  assert.ok(keys[0]?.length > 60, 'the caller is recognised');
  assert.equal(keys[0], keys[1], 'as the same, on every line');
  await isNowhere(shown, { ...(await sinks([arta, board.supervisor])), page: await arta.page.content() });
});

/** Everything that keeps or carries anything. */
async function sinks(people) {
  const frames = people.flatMap((p) => p.frames);
  for (const path of ['/ws', '/sip']) assert.ok(frames.some((f) => f.path === path && f.data.length > 0), `${path} was listened to`);
  const metrics = await house.service.get('/metrics');
  assert.equal(metrics.status, 200);
  assert.match(metrics.text, /alo116_calls_offered_total/);
  assert.match(house.service.log, /"message":"open"/);
  return {
    'the database': await house.database.dump(),
    'the log of the service': house.service.log,
    'the folder of the service': allFiles(house.service.folder),
    'the logs of Asterisk': allFiles(join(folder, 'log/asterisk')),
    'the log of PostgreSQL': readFileSync(join(folder, 'log/postgres'), 'latin1'),
    'the sockets': frames.map((f) => f.data).join('\n'),
    'the metrics': metrics.text,
  };
}

function allFiles(path) {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  return files.map((f) => readFileSync(join(f.parentPath ?? f.path, f.name), 'latin1')).join('\n');
}

async function isNowhere(number, places) {
  for (const [place, text] of Object.entries(places)) assert.ok(!finds(number, text), `the number stands in ${place}`);
}

/** Finds the number's national part however it is written. */
function finds(number, text) {
  const digits = [...number.slice('+355'.length)].join('[\\s\\-.()]*');
  return new RegExp(digits).test(text);
}
