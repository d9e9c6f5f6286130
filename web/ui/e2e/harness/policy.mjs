// The helpline's rules for tests: anybody takes either line, 116-000 goes first, and nothing is slower than it must be.

/** The rules, with changes to the whole and to both lines. */
export function policy(changes = {}, line = {}) {
  return {
    pause_reasons: ['break', 'admin'],
    lines: [
      { id: '116111', number: '116-111', name: { sq: 'Linja e fëmijëve', en: 'Child helpline' }, ...line },
      { id: '116000', number: '116-000', name: { sq: 'Fëmijë të humbur', en: 'Missing children' }, priority: 10, ...line },
    ],
    ...changes,
  };
}
