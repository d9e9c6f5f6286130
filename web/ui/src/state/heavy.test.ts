import { describe, expect, it } from 'vitest';
import { definition } from '../../test/definition';
import type { CallView, Json } from '../socket/protocol';
import { heavy } from './heavy';

const form = definition('2');
const weighs = (values: Record<string, Json>, call: Partial<CallView> = {}) => heavy({ id: 'k', state: 'ended', ...call } as CallView, form, values);

describe('a heavy call', () => {
  it.each<[string, Record<string, Json>]>([
    ['danger', { immediate_danger: 'yes' }],
    ['a high risk', { risk_level: 'high' }],
    ['an emergency', { risk_level: 'emergency' }],
    ['suicide among the categories', { categories: ['vio_bullying', 'mh_suicide'] }],
    ['self-harm that was said', { self_harm_said: 'yes' }],
  ])('is one with %s', (_, values) => expect(weighs(values)).toBe(true));

  it('is one in which danger was noted by the key', () => expect(weighs({}, { danger: 1 })).toBe(true));

  it('is not any other', () => {
    expect(weighs({})).toBe(false);
    expect(weighs({ immediate_danger: 'no', risk_level: 'medium', categories: ['vio_bullying'], self_harm_said: 'no' })).toBe(false);
    expect(heavy(null, definition('1'), { risk_level: 'high' })).toBe(false);
  });
});
