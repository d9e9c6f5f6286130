import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tCode, translate } from '.';
import { en } from './en';
import { sq } from './sq';
import type { Key, Text } from './words';

const names = (text: Text) => {
  const all = typeof text === 'string' ? text : text.one + text.other;
  return [...new Set(all.match(/\{\w+\}/g) ?? [])].sort();
};

describe('the languages', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(sq).sort());
  });

  it('have a text, and the same names to fill in, for every key', () => {
    for (const key of Object.keys(sq) as Key[]) {
      expect(names(en[key]), key).toEqual(names(sq[key]));
      for (const text of [sq[key], en[key]]) {
        for (const form of typeof text === 'string' ? [text] : [text.one, text.other]) {
          expect(form.trim(), key).not.toBe('');
        }
      }
    }
  });

  it('write Albanian with its own letters', () => {
    const all = JSON.stringify(sq);
    expect(all).not.toMatch(/[ĕêĉčć]/);
    expect(all).not.toMatch(/\b(eshte|nje|per|qe|gjate|tjeter|mund te)\b/i);
  });

  it('have a word for every code that the shipped policy shows', () => {
    const policy = JSON.parse(readFileSync(join(__dirname, '../../../../deploy/policy.json'), 'utf8')) as { skills: string[]; pause_reasons: string[]; transfer_to: string[] };
    const keys = [...policy.skills.map((s) => `skill.${s}`), ...policy.pause_reasons.map((r) => `reason.${r}`), ...policy.transfer_to.map((p) => `place.${p}`)];
    expect(keys.filter((key) => !(key in sq))).toEqual([]);
  });

  it('have no key that no program uses', () => {
    const source = sources(join(__dirname, '..')).join('\n');
    const groups = /^(app\.theme\.|app\.(desk|board|people|search|cases|directory|referrals|audit|home|account)$|(people\.(problem|role|ask|do)|home|choose|desk_phone|reveal\.problem|directory\.problem|case\.(status|step|outcome|event|problem)|referral\.(problem|state|do)|task\.(kind|done)|document\.(kind|problem)|back\.why|purpose|action|finding|place|skill|guest\.state|note\.(kind|problem)|enter\.problem)\.|audit\.(actor|action|object|from|until)$|(call|callstate|agent|reason|role|state|quality|ready\.phone|sign_in|save|problem|trouble|over|notice|board|work\.idle|time|factor|failure)\.)/;
    const unused = Object.keys(sq).filter((key) => !groups.test(key) && !source.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });

  it('say what went wrong in a sentence, whatever it was', () => {
    expect(tCode('case.problem', 'conflict')).toBe(sq['case.problem.conflict']);
    expect(tCode('case.problem', 'unavailable')).toBe(sq['failure.unavailable']);
    expect(tCode('case.problem', 'nobody_thought_of_it')).toBe(sq['failure.other']);
    expect(tCode('skill', 'rom'), 'a name is no problem').toBe('rom');
  });

  it('count', () => {
    expect(translate('sq', 'sign_in.too_many', { n: 1 })).toContain('1 sekonde.');
    expect(translate('sq', 'sign_in.too_many', { n: 30 })).toContain('30 sekondash.');
    expect(translate('en', 'sign_in.too_many', { n: 1 })).toContain('1 second.');
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name) && !/i18n\/(sq|en)\/|\.test\.ts$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
