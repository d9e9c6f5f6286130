// The examples that these tests show are held to what the service really says: a field it does not know, one that is missing, or a value
// of another type is a fault of the test. The shapes are made by the service's own tests (see agent/shapetest).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const house = join(import.meta.dirname, '../../../..');
const kinds = JSON.parse(readFileSync(join(house, 'web/testdata/answers.json'), 'utf8')) as Record<string, string>;
const patterns = Object.entries(kinds).map(([pattern, kind]) => ({ fits: new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`), kind }));
const read = new Map<string, { full: unknown; least: unknown }>();

function shape(file: string): { full: unknown; least: unknown } {
  const known = read.get(file) ?? (JSON.parse(readFileSync(join(house, file), 'utf8')) as { full: unknown; least: unknown });
  read.set(file, known);
  return known;
}

/** What is wrong with a message of the socket. */
export function wrongMessage(message: { type: string }): string[] {
  const { full, least } = shape(`agent/testdata/shapes/${message.type}.json`);
  return wrong(message.type, message, full, least);
}

/** What is wrong with the answer to a request that went well. */
export function wrongAnswer(asked: string, status: number, body: unknown): string[] {
  const kind = kinds[asked] ?? patterns.find((p) => p.fits.test(asked))?.kind;
  if (!kind || status >= 300 || body === undefined) return [];
  const { full, least } = shape(`web/testdata/shapes/${kind}.json`);
  return wrong(`${asked}: ${kind}`, body, full, least);
}

function wrong(at: string, told: unknown, full: unknown, least: unknown): string[] {
  if (told === null || told === undefined || full === null) return [];
  if (Array.isArray(full)) {
    if (!Array.isArray(told)) return [`${at} is no list`];
    return told.flatMap((item, i) => wrong(`${at}[${i}]`, item, full[0], Array.isArray(least) ? least[0] : null));
  }
  if (typeof told !== typeof full || Array.isArray(told)) return [`${at} is a ${Array.isArray(told) ? 'list' : typeof told}, not a ${typeof full}`];
  return typeof full === 'object' ? inObject(at, told, full, (least ?? {}) as Fields) : [];
}

type Fields = Record<string, unknown>;

function inObject(at: string, told: object, full: object, least: Fields): string[] {
  const [is, may] = [told as Fields, full as Fields];
  if ('*' in may) return Object.entries(is).flatMap(([key, item]) => wrong(`${at}.${key}`, item, may['*'], least['*']));
  const known = Object.entries(is).flatMap(([key, item]) => (key in may ? wrong(`${at}.${key}`, item, may[key], least[key]) : [`${at}.${key} is never told`]));
  const missing = Object.keys(least).filter((key) => is[key] === undefined);
  return [...known, ...missing.map((key) => `${at}.${key} is missing`)];
}
