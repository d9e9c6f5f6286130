// Who withholds their number is not found anywhere; who shows it is found nowhere in full.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { folder, lab, trunkAddress } from './harness/lab.mjs';
import { until } from './harness/until.mjs';

const house = helpline();
const fourDigits = () => String(1000 + Math.floor(Math.random() * 9000)); // a run must not find what an earlier one left
const withheld = `+35569000${fourDigits()}`;
const shown = `+35569001${fourDigits()}`;
const planted = `+35569002${fourDigits()}`;
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
  await throughTheSpool(arta, Object.values(forms).slice(0, 3), withheld);
  await isNowhere(withheld, { ...(await sinks([arta, board.supervisor])), pages: seen.join() });
});

test('a shown number is masked on the screens, keyed in the database, and found nowhere in full', async () => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const keys = new Set();
  for (const [form, options] of Object.entries(shownForms)) {
    const child = await house.child(keys.size ? '116000' : '116111', options);
    await arta.is('ringing');
    assert.equal(await arta.text('caller'), `+355 69 ••• •• ${shown.slice(-2)}`, form);
    await arta.accept();
    await child.hangUp();
    await arta.finishQuickly();
    keys.add((await house.written(child)).caller_key);
  }
  assert.equal(keys.size, 1, 'recognised as the same, in every form and on every line');
  assert.ok([...keys][0].length > 60);
  await throughTheSpool(arta, Object.values(shownForms).slice(0, 3), shown);
  await isNowhere(shown, { ...(await sinks([arta, board.supervisor])), page: await arta.page.content() });
});

test('the search finds what is there', async () => {
  const arta = await house.enter('arta');
  const mark = join(house.service.folder, 'planted');
  await house.database.run(`create table planted as select '${planted}' as number; update planted set number = '${national(planted)}'`);
  writeFileSync(mark, Buffer.from(planted).toString('base64'));
  const places = await sinks([arta]);
  for (const place of ['the database', 'the data folder and the WAL of PostgreSQL', 'the folder of the service']) {
    assert.ok([places[place]].flat().some((text) => finds(planted, text)), `nothing is found in ${place}`);
  }
  rmSync(mark);
  await house.database.run('drop table planted');
  for (const text of [abroad(planted), `0${planted.slice(4, 6)} ${planted.slice(6, 9)} ${planted.slice(9)}`, `x${btoa(`ab${planted}`)}`, Buffer.from(planted).toString('hex')]) {
    assert.ok(finds(planted, text), text);
  }
});

/** Callers come while the database is away: what is kept of them waits on disk, and that is looked into too. */
async function throughTheSpool(arta, options, number) {
  await lab('stop-postgres');
  const children = [];
  for (const o of options) {
    const child = await house.child('116111', o);
    await arta.is('ringing');
    await child.hangUp();
    await arta.is('ready');
    children.push(child);
  }
  const spool = await until('the spool holds records', () => allFiles(house.service.env.ALO116_SPOOL_DIR));
  await isNowhere(number, { 'the spool': spool });
  await lab('start-postgres');
  for (const child of children) await house.written(child);
}

/** Everything that keeps or carries anything. */
async function sinks(people) {
  const frames = people.flatMap((p) => p.frames);
  for (const path of ['/ws', '/sip']) assert.ok(frames.some((f) => f.path === path && f.data.length > 0), `${path} was listened to`);
  const metrics = await house.service.get('/metrics');
  assert.equal(metrics.status, 200);
  assert.match(metrics.text, /alo116_calls_offered_total/);
  assert.match(house.service.log, /"message":"open"/);
  const errors = await Promise.all(['/api/nothing', '/api/me', '/nothing'].map((path) => house.service.get(path)));
  await house.database.settle();
  return {
    'the database': await house.database.dump(),
    'the log of the service': house.service.log,
    'the folder of the service': allFiles(house.service.folder),
    'the logs of Asterisk': allFiles(join(folder, 'log/asterisk')),
    'the log of PostgreSQL': readFileSync(join(folder, 'log/postgres'), 'latin1'),
    'the sockets': frames.map((f) => f.data).join('\n'),
    'the metrics': metrics.text,
    'the errors': errors.map((e) => e.text).join(),
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
  for (const [place, text] of Object.entries(places)) assert.ok(![text].flat().some((t) => finds(number, t)), `the number stands in ${place}`);
}

/** Finds the number's national part however it is written: with a prefix or without, in groups, as base64 or hex. */
function finds(number, text) {
  const plain = number.slice('+355'.length);
  const digits = [...plain].join('[\\s\\-.()]{0,3}');
  const encoded = [0, 1, 2].map((n) => Buffer.from('x'.repeat(n) + plain).toString('base64').slice(n && n + 1, 12 + n));
  return [new RegExp(digits), ...encoded.map((e) => new RegExp(e.replace(/[+/]/g, '.'))), new RegExp(Buffer.from(plain).toString('hex'), 'i')].some((r) => r.test(text));
}
