// Which key does what. Every act of a single character can be laid on another. Digits are the kinds' of contact, which may have
// other keys too; nothing else goes on a digit, for within a question a digit chooses.

/** The acts, and their keys as long as nobody chose others. */
export const defaultKeys = {
  accept: 'a',
  decline: 'd',
  mute: 'm',
  hold: 'h',
  transfer: 't',
  invite: 'c',
  hand_over: 'w',
  danger: 'x',
  call_help: 'e',
  call_unit: 'j',
  history: 'y',
  call_back: 'o',
  pad: 'b',
  note: 'n',
  stage_before: ',',
  stage_after: '.',
  search: '/',
  unknown: 'u',
  counselling: 'k',
  information: 'i',
  referral: 'r',
  ready: 'g',
  pause: 'p',
  lock: 'l',
  audio: 'v',
  help: '?',
  kind_more: '0',
  kind_1: '1',
  kind_2: '2',
  kind_3: '3',
  kind_4: '4',
  kind_5: '5',
  kind_6: '6',
  kind_7: '7',
  kind_8: '8',
  kind_9: '9',
} as const;

export type Act = keyof typeof defaultKeys;
export type Keymap = Readonly<Record<Act, string>>;

/** The acts that choose the kind of contact: the nine places of the commonest, and the one that leads to the nine others. */
export type KindAct = Extract<Act, `kind_${string}`>;

export const isKind = (act: Act): act is KindAct => act.startsWith('kind_');

/** The acts that choose a direction: këshillim, informim, referim. */
export const directions = ['counselling', 'information', 'referral'] as const;

/** Why a key cannot be had: it is a kind's digit, no single character, or does something else. */
export type KeyProblem = { code: 'digit' | 'odd' } | { code: 'taken'; by: Act };

const acts = Object.keys(defaultKeys) as Act[];

/** Lays an act on a key; says why not. */
export function lay(map: Keymap, act: Act, key: string): Keymap | KeyProblem {
  const wanted = key.toLowerCase();
  if (/^[0-9]$/.test(wanted) && !isKind(act)) return { code: 'digit' };
  if ([...wanted].length !== 1 || wanted.trim() === '') return { code: 'odd' };
  const by = actOf(map, wanted);
  if (by && by !== act) return { code: 'taken', by };
  return { ...map, [act]: wanted };
}

/** What a key does; undefined for nothing. */
export function actOf(map: Keymap, key: string): Act | undefined {
  const pressed = key.toLowerCase();
  return acts.find((act) => map[act] === pressed);
}

/** Reads what was kept; what does not fit together any more is as it was at first. */
export function readKeymap(text: string | null): Keymap {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '{}');
  } catch {
    return defaultKeys;
  }
  const chosen = { ...defaultKeys, ...(typeof kept === 'object' ? kept : {}) } as Record<Act, unknown>;
  let map = Object.fromEntries(acts.map((act) => [act, ''])) as Keymap;
  for (const act of acts) {
    const key = chosen[act];
    const next = typeof key === 'string' ? lay(map, act, key) : { code: 'odd' as const };
    if ('code' in next) return defaultKeys;
    map = next;
  }
  return map;
}

/** What to keep: only what somebody changed. */
export function changes(map: Keymap): Partial<Keymap> {
  return Object.fromEntries(acts.filter((act) => map[act] !== defaultKeys[act]).map((act) => [act, map[act]]));
}
