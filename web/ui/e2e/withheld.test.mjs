// Who withholds their number is not found anywhere; who shows it is found nowhere in full, also where the line keeps it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { folder, lab, trunkAddress } from './harness/lab.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const keeping = '116000'; // this line keeps the numbers that are shown, the other does not
const lines = ['116111', keeping];
const rules = policy();
rules.lines.find((l) => l.id === keeping).keep_number = true;
const house = helpline({ rules });
const fourDigits = () => String(1000 + Math.floor(Math.random() * 9000)); // a run must not find what an earlier one left
const withheld = `+35569000${fourDigits()}`;
const shown = `+35569001${fourDigits()}`;
const planted = `+35569002${fourDigits()}`;
/** Where Asterisk may write (deploy/lab/asterisk.sh), beside its logs: voice mail, recordings and call files would lie there. */
const asteriskWrites = ['lib', 'spool', 'run', 'cache'];
const astdb = join(folder, 'asterisk/lib/astdb.sqlite3');
const at = (number, parameters = '') => `<sip:${number}@${trunkAddress}${parameters}>`;
const asserts = (uri) => `P-Asserted-Identity: ${uri}`;
const nobody = '"Anonymous" <sip:anonymous@anonymous.invalid>';
const national = (number) => `0${number.slice('+355'.length)}`;
const abroad = (number) => `00${number.slice(1)}`;

/** The ways in which carriers tell that a number is withheld, and tell the number all the same. */
const forms = {
  'anonymous, asserted, privacy id': { from: nobody, headers: [asserts(at(withheld)), 'Privacy: id'] },
  'anonymous, asserted, without a word of privacy': { from: nobody, headers: [asserts(at(withheld))] },
  'anonymous, asserted as tel, privacy id': { from: nobody, headers: [asserts(`<tel:${withheld}>`), 'Privacy: id'] },
  'shown in From, privacy id': { from: at(withheld), headers: [asserts(at(withheld)), 'Privacy: id'] },
  'shown in From as a national number, privacy user': { from: at(national(withheld)), headers: [asserts(at(national(withheld))), 'Privacy: user'] },
  'shown in From as from abroad, privacy header': { from: at(abroad(withheld), ';user=phone'), headers: [asserts(at(withheld)), 'Privacy: header'] },
  'privacy in another case and order': { from: at(withheld), headers: [asserts(at(withheld)), 'Privacy: Critical;User;ID'] },
  'privacy none, and then id': { from: at(withheld), headers: [asserts(at(withheld)), 'Privacy: none', 'Privacy: id'] },
  'privacy without an assertion': { from: at(withheld), headers: ['Privacy: user'] },
  'anonymous host': { from: `<sip:${withheld}@anonymous.invalid>`, headers: [] },
  'anonymous name': { from: `"Anonymous" ${at(withheld)}`, headers: [] },
  'the number as a name, privacy id': { from: `"${withheld}" ${at(withheld)}`, headers: ['Privacy: id'] },
  'remote party id, full': { from: at(withheld), headers: [`Remote-Party-ID: ${at(withheld)};party=calling;privacy=full`] },
  'remote party id, of a nobody': { from: nobody, headers: [`Remote-Party-ID: "${withheld}" ${at(withheld)};party=calling;privacy=uri`] },
  'preferred, contact and history': { from: nobody, headers: [`P-Preferred-Identity: ${at(withheld)}`, `Contact: ${at(withheld)}`, `History-Info: ${at(withheld)};index=1`, 'Privacy: id;history'] },
  'forwarded': { from: '<sip:anonymous@anonymous.invalid>', headers: [`Diversion: ${at(withheld)};reason=unconditional`, asserts(at(withheld)), 'Privacy: id;history'] },
};

/** And those in which they show it. */
const shownForms = {
  'in From': { from: at(shown), headers: [] },
  'asserted': { from: at(shown), headers: [asserts(at(shown))] },
  'asserted as tel': { from: at(shown), headers: [asserts(`<tel:${shown}>`)] },
  'asserted, privacy none': { from: at(shown), headers: [asserts(at(shown)), 'Privacy: none'] },
  'as a national number': { from: at(national(shown)), headers: [asserts(at(national(shown)))] },
  'as from abroad': { from: at(abroad(shown)), headers: [asserts(at(abroad(shown)))] },
  'in remote party id, with the number as a name': { from: `"${shown}" ${at(shown)}`, headers: [`Remote-Party-ID: "${shown}" ${at(shown)};party=calling;privacy=off`] },
  'forwarded': { from: at(shown), headers: [asserts(at(shown)), `Diversion: ${at(shown)};reason=unconditional`] },
};

afterEach(() => lab('up')); // if a test failed while the database was away

test('a withheld number is found nowhere', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const seen = [];
  for (const [i, [form, options]] of Object.entries(forms).entries()) {
    const child = await house.child(lines[i % 2], options);
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
    assert.deepEqual([row.withheld, row.caller_key, await sealed(child)], [true, null, null], form);
  }
  await throughTheSpool(arta, Object.values(forms).slice(0, 3), withheld);
  await isNowhere(withheld, { ...(await sinks([arta, board.supervisor])), 'the pages of before': seen.join() });
});

test('a shown number is masked on the screens, keyed in the database, sealed where it is kept, and found nowhere in full', async () => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const keys = new Set();
  for (const [i, [form, options]] of Object.entries(shownForms).entries()) {
    const line = lines[i % 2];
    const child = await house.child(line, options);
    await arta.is('ringing');
    assert.equal(await arta.text('caller'), `+355 69 ••• •• ${shown.slice(-2)}`, form);
    await arta.accept();
    await child.hangUp();
    await arta.finishQuickly();
    keys.add((await house.written(child)).caller_key);
    if (line === keeping) assert.ok((await sealed(child))?.length > 2 * shown.length, form);
    else assert.equal(await sealed(child), null, form);
  }
  assert.equal(keys.size, 1, 'recognised as the same, in every form and on every line');
  assert.ok([...keys][0].length > 60);
  await throughTheSpool(arta, Object.values(shownForms).slice(0, 3), shown);
  await isNowhere(shown, await sinks([arta, board.supervisor]));
});

test('the search finds what is there, in every place', async () => {
  const arta = await house.enter('arta');
  const board = await house.board();
  const mark = join(house.service.folder, 'planted');
  writeFileSync(mark, Buffer.from(planted).toString('base64'));
  await plantInTheRules();
  await house.database.run(`create table planted as select '${planted}' as number; update planted set number = '${national(planted)}'`);
  await house.database.run(`do $$ begin raise log 'a caller: ${planted}'; end $$`);
  await lab('cli', 'module', 'load', `${planted}.so`); // there is none of that name, and that is logged
  await lab('cli', 'database', 'put', 'planted', 'number', planted);
  const marks = [mark, ...asteriskWrites.map((path) => join(folder, 'asterisk', path, 'planted'))];
  for (const m of marks.slice(1)) writeFileSync(m, planted);
  const moved = `//${planted}`; // the service tells where it is instead
  await until('the rules are on the board', async () => (await board.page.content()).includes(planted));
  for (const [place, text] of Object.entries(await sinks([arta, board.supervisor], moved))) {
    assert.ok(isIn(planted, text), `what was planted is not found in ${place}`);
  }
  for (const m of marks) rmSync(m);
  await lab('cli', 'database', 'del', 'planted', 'number');
  await house.database.run('drop table planted');
  for (const text of [abroad(planted), `0${planted.slice(4, 6)} ${planted.slice(6, 9)} ${planted.slice(9)}`, `x${btoa(`ab${planted}`)}`, Buffer.from(planted).toString('hex')]) {
    assert.ok(finds(planted, text), text);
  }
});

/** A line of that name is told on screens, sockets and in the metrics; one that cannot work, in the service's log. */
async function plantInTheRules() {
  const line = { id: abroad(planted), number: planted, name: { sq: planted, en: planted } };
  await house.service.use({ ...rules, lines: [...rules.lines, { ...line, offer_s: -1 }] }, 'the policy was not changed');
  await house.service.use({ ...rules, lines: [...rules.lines, line] });
}

/** Asterisk writes its database down a while after it was told: what it was told before this is there now. */
async function asteriskSettled() {
  const last = `settled-${process.hrtime.bigint()}`;
  await lab('cli', 'database', 'put', 'canary', 'settled', last);
  await until('Asterisk has written its database down', () => readFileSync(astdb, 'latin1').includes(last));
}

/** The caller's number as the contact keeps it: sealed, or not at all. */
async function sealed(child) {
  const [contact] = await house.database.rows(`select number_sealed from contact where call = '${child.leg}'`);
  return contact.number_sealed;
}

/** Callers come while the database is away: what is kept of them waits on disk, and that is looked into too, by a search that finds there. */
async function throughTheSpool(arta, options, number) {
  await lab('stop-postgres');
  const children = [];
  for (const o of options) {
    const child = await house.child(keeping, o);
    await arta.is('ringing');
    await child.hangUp();
    await arta.is('ready');
    children.push(child);
  }
  const spool = await until('the spool holds records', () => allFiles(house.service.env.ALO116_SPOOL_DIR));
  await isNowhere(number, { 'the spool': spool });
  const mark = join(house.service.env.ALO116_SPOOL_DIR, 'planted');
  writeFileSync(mark, planted);
  assert.ok(isIn(planted, allFiles(house.service.env.ALO116_SPOOL_DIR)), 'what was planted is not found in the spool');
  rmSync(mark);
  await lab('start-postgres');
  for (const child of children) await house.written(child);
}

/** Everything that keeps or carries anything; the errors are also those of another path. */
async function sinks(people, path = '/%') {
  const frames = people.flatMap((p) => p.frames);
  for (const path of ['/ws', '/sip']) assert.ok(frames.some((f) => f.path === path && f.data.length > 0), `${path} was listened to`);
  const metrics = await house.service.get('/metrics');
  assert.equal(metrics.status, 200);
  assert.match(metrics.text, /alo116_calls_offered_total/);
  assert.match(house.service.log, /"message":"open"/);
  const errors = await Promise.all(['/api/nothing', '/api/me', '/nothing', path].map((p) => house.service.get(p)));
  await house.database.settle();
  await asteriskSettled();
  return {
    'the database': await house.database.dump(),
    'the log of the service': house.service.log,
    'the folder of the service': allFiles(house.service.folder),
    'the logs of Asterisk': allFiles(join(folder, 'log/asterisk')),
    'the database of Asterisk': readFileSync(astdb, 'latin1'),
    ...Object.fromEntries(asteriskWrites.map((path) => [`the folder ${path} of Asterisk`, eachFile(join(folder, 'asterisk', path))])),
    'the log of PostgreSQL': readFileSync(join(folder, 'log/postgres'), 'latin1'),
    'the sockets': frames.map((f) => f.data).join('\n'),
    'the metrics': metrics.text,
    'the errors': errors.map((e) => e.text).join(),
    'the pages': await Promise.all(people.map((p) => p.page.content())),
    'the data folder and the WAL of PostgreSQL': eachFile(join(folder, 'postgres')),
  };
}

function allFiles(path) {
  return eachFile(path).join('\n');
}

/** The text of each file, for a folder that is too large for one text. */
function eachFile(path) {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  return files.map((f) => join(f.parentPath ?? f.path, f.name)).filter((f) => existsSync(f)).map((f) => readFileSync(f, 'latin1'));
}

async function isNowhere(number, places) {
  for (const [place, text] of Object.entries(places)) assert.ok(!isIn(number, text), `the number stands in ${place}`);
}

/** Finds the number in a text, or in any of several. */
function isIn(number, text) {
  return [text].flat().some((t) => finds(number, t));
}

/** Finds the number's national part however it is written: with a prefix or without, in groups, as base64 or hex. */
function finds(number, text) {
  const plain = number.slice('+355'.length);
  const digits = [...plain].join('[\\s\\-.()]{0,3}');
  const encoded = [0, 1, 2].map((n) => Buffer.from('x'.repeat(n) + plain).toString('base64').slice(n && n + 1, 12 + n));
  return [new RegExp(digits), ...encoded.map((e) => new RegExp(e.replace(/[+/]/g, '.'))), new RegExp(Buffer.from(plain).toString('hex'), 'i')].some((r) => r.test(text));
}
