import { describe, expect, it } from 'vitest';
import type { Agency } from './api';
import { match } from './match';

const places = [
  { code: 'al_10', label: { sq: 'Qarku Shkodër' } },
  { code: 'al154', label: { sq: 'Shkodër' }, in: 'al_10' },
  { code: 'al153', label: { sq: 'Pukë' }, in: 'al_10' },
];
const kinds = [{ code: 'njmf', label: { sq: 'Njësia për Mbrojtjen e Fëmijës', en: 'Child-protection unit' }, aliases: ['NJMF'] }];
const agency = (name: string, change: Partial<Agency> = {}): Agency => ({
  name, kind: 'ngo', places: [], phones: [], emails: [], web: '', address: '', hours: '', notes: '', callable: false, active: true, ...change,
});
const all = [
  agency('Shtëpia e bardhë'),
  agency('Çelësi', { active: false }),
  agency('Njësia', { kind: 'njmf', places: ['al154'], phones: ['0000116'] }),
  agency('Komisariati', { kind: 'police_local', places: ['al_10'] }),
  agency('Njësia e Pukës', { kind: 'njmf', places: ['al153'] }),
];
const names = (words: string, kind = '', place = '') => match(all, { words, kind, place }, places, kinds).map((a) => a.name);

describe('what is looked for in the directory', () => {
  it('is everything while nothing is, those no longer active last', () => {
    expect(names('')).toEqual(['Komisariati', 'Njësia', 'Njësia e Pukës', 'Shtëpia e bardhë', 'Çelësi']);
  });
  it('is found by any letters, without accents, in any of its languages', () => {
    expect(names('shtepi')).toEqual(['Shtëpia e bardhë']);
    expect(names('protection puke')).toEqual(['Njësia e Pukës']);
    expect(names('njmf')).toEqual(['Njësia', 'Njësia e Pukës']);
    expect(names('0116')).toEqual(['Njësia']);
    expect(names('moon')).toEqual([]);
  });
  it('is that of a municipality first, then of its county, then of the country', () => {
    expect(names('', '', 'al154')).toEqual(['Njësia', 'Komisariati', 'Shtëpia e bardhë', 'Çelësi']);
  });
  it('is of a kind', () => {
    expect(names('', 'njmf')).toEqual(['Njësia', 'Njësia e Pukës']);
  });
});
