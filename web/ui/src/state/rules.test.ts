import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definition } from '../../test/definition';
import { field, type Values } from './form';
import { empty, holds, itemsOf, missing, required, shown } from './rules';

const cases = JSON.parse(readFileSync(join(__dirname, '../../../../agent/form/testdata/closing.json'), 'utf8')) as {
  full: Values;
  cases: { changed: Values; want: string }[];
};
const [first, second] = [definition('1'), definition('2')];
const asked = (values: Values) => missing(second, values).map((p) => [p.field, p.item, p.part, p.code].filter(Boolean).join(' '));

describe('what closing asks for', () => {
  it.each(cases.cases.filter((c) => !c.want.includes('no_code')))('is what the service asks: $changed', ({ changed, want }) => {
    expect(asked({ ...cases.full, ...changed }).join(', ')).toBe(want);
  });

  it('is a kind and nothing else of a quick contact', () => {
    expect(asked({})).toEqual(['call_type required']);
    for (const form of [first, second]) expect(missing(form, { call_type: 'silent' })).toEqual([]);
  });

  it('is nine inputs of a talk', () => {
    expect(asked({ call_type: 'child_self' })).toHaveLength(8);
  });

  it('is a direction and a summary of a talk of the first version', () => {
    const fields = (values: Values) => missing(first, values).map((p) => p.field);
    expect(fields({ call_type: 'child_self', note: ' ' })).toEqual(['directions', 'note']);
    expect(fields({ call_type: 'child_self', note: 'x', directions: ['referral'] })).toEqual([]);
  });
});

describe('conditions', () => {
  const is = (key: string, values: Values) => shown({ form: second, values }, field(second, key)!);

  it('show the variants', () => {
    expect(['call_type', 'note', 'channel'].every((key) => is(key, {}))).toBe(true);
    expect(['child_age', 'missing_type', 'propose_warning'].some((key) => is(key, {}))).toBe(false);
    expect(is('propose_warning', { call_type: 'abusive' })).toBe(true);
    expect(is('missing_type', { call_type: 'child_self', categories: ['mis_runaway'] })).toBe(true);
    expect(is('content', { call_type: 'child_self', online_related: true })).toBe(true);
    expect(is('suicide', { call_type: 'child_self', self_harm_said: 'yes' })).toBe(true);
  });

  it('ask about the same item of a group', () => {
    const group = field(second, 'referrals')!;
    const consent = group.fields!.find((f) => f.key === 'consent')!;
    const at = (state: string) => required({ form: second, values: {}, group, item: { id: 'r', state } }, consent);
    expect([at('sent'), at('drafted')]).toEqual([true, false]);
  });

  it('count a default, and the questions that are affirmed', () => {
    const s = (values: Values) => ({ form: second, values: { call_type: 'child_self', self_harm_said: 'yes', ...values } });
    expect(holds(s({}), { field: 'keep_confidential', in: ['true'] })).toBe(true);
    expect(holds(s({ suicide: { plan: 'yes', means: 'no' } }), { field: 'suicide', in: ['plan'] })).toBe(true);
    expect(holds(s({ suicide: { plan: 'no' } }), { field: 'suicide', in: ['plan'] })).toBe(false);
    expect(holds(s({}), { not: { field: 'nothing', flag: 'data' } })).toBe(true);
  });
});

describe('values', () => {
  it('say nothing if there is nothing in them', () => {
    for (const value of [undefined, null, ' ', [], [{ id: 'a' }], { id: 'a', x: [] }]) expect(empty(value)).toBe(true);
    for (const value of [0, false, 'x', ['x'], [{ id: 'a', x: false }]]) expect(empty(value)).toBe(false);
  });

  it('have items with ids', () => {
    expect(itemsOf([{ id: 'a' }, { x: 1 }, 'b', null])).toEqual([{ id: 'a' }]);
  });
});
