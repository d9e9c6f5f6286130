import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosen, field, holds, isQuick, missing, type FormDefinition } from './form';
import { directionKeys, typeKeys } from './keys';

const path = join(__dirname, '../../../../agent/form/definitions/1.json');
const form = JSON.parse(readFileSync(path, 'utf8')) as FormDefinition;

describe('the form', () => {
  it('asks for a kind and nothing else of a quick contact', () => {
    expect(missing(form, {})).toEqual(['call_type']);
    expect(missing(form, { call_type: 'silent' })).toEqual([]);
  });

  it('asks for a direction and a summary of a talk', () => {
    expect(missing(form, { call_type: 'child_self', note: ' ' })).toEqual(['directions', 'note']);
    expect(missing(form, { call_type: 'child_self', note: 'x', directions: ['referral'] })).toEqual([]);
  });

  it('has a key for each of its kinds and directions', () => {
    expect(field(form, 'call_type')?.options?.map((o) => o.code).sort()).toEqual(Object.keys(typeKeys).sort());
    expect(field(form, 'directions')?.options?.map((o) => o.code).sort()).toEqual(Object.keys(directionKeys).sort());
  });

  it('knows its quick kinds', () => {
    expect(field(form, 'call_type')?.options?.filter(isQuick)).toHaveLength(13);
  });

  it('holds conditions on options', () => {
    expect(holds(form, {}, {})).toBe(true);
    expect(holds(form, { field: 'call_type', in: ['silent'] }, { call_type: 'silent' })).toBe(true);
    expect(holds(form, { field: 'nothing', flag: 'data' }, {})).toBe(false);
  });

  it('reads what a value chooses', () => {
    expect([chosen('a'), chosen(['a', 'b']), chosen(null), chosen(' ')]).toEqual([['a'], ['a', 'b'], [], []]);
  });
});
