// The keyboard. Single letters and digits act only while nobody is typing and no menu or dialog is
// open; they can be laid on others and switched off. Escape twice and Ctrl+Enter are no characters and always act.
import { actOf, defaultKeys, isKind, type Act, type directions, type KindAct, type Keymap } from './keymap';

/** What a key may ask for. */
export type KeyAction =
  | { do: Exclude<Act, Direction | KindAct | 'stage_before' | 'stage_after' | 'unknown'> }
  | { do: 'finish' | 'hang_up' | 'hang_up_hint' | 'type_prefix' }
  | { do: 'type'; code: string }
  | { do: 'stage'; by: number }
  | { do: 'direction'; code: string };

type Direction = (typeof directions)[number];

/** As much of a key event as is looked at. */
export interface Press {
  key: string;
  ctrl: boolean;
  alt: boolean;
  /** The focus is where letters are text. */
  typing: boolean;
  /** A menu or dialog is open, and has the keys for itself. */
  busy: boolean;
  at: number;
}

/** The places of the call types, by which they are sorted: the nine commonest, then 0 and a digit. Their keys are there at first. */
export const typeKeys: Record<string, string> = {
  silent: '1',
  hangup: '2',
  test_play: '3',
  wrong_number: '4',
  abusive: '5',
  info_service: '6',
  thanks: '7',
  child_self: '8',
  about_child: '9',
  missing_child: '01',
  online_report: '02',
  followup: '03',
  sexual_abusive: '04',
  info_other: '05',
  parent_question: '06',
  complaint: '07',
  technical: '08',
  staff_test: '09',
};

/** The act of a place. */
const kindAct = (place: string) => `kind_${place === '0' ? 'more' : place}` as KindAct;

/** The keys that choose a kind, one after the other, as they are laid; none if it has no place. */
export function keysOfKind(map: Keymap, code: string): string[] {
  return [...(typeKeys[code] ?? '')].map((place) => map[kindAct(place)].toUpperCase());
}

/** The kind that has the same place behind 0, if there is one: while these are shown, the digit alone means it. */
export function rarer(code: string): string {
  return kindAt(`0${typeKeys[code]?.slice(-1)}`) ?? code;
}

function kindAt(place: string): string | undefined {
  return Object.entries(typeKeys).find(([, at]) => at === place)?.[0];
}

const twiceMs = 1200;
const prefixMs = 2500;

export class Keyboard {
  #escapeAt = -Infinity;
  #prefixAt = -Infinity;
  /** Single letters and digits act. */
  letters = true;
  /** Which key does what. */
  map: Keymap = defaultKeys;

  /** What this key asks for; null for nothing of ours. */
  press(p: Press): KeyAction | null {
    if (p.key === 'Escape') return this.#escape(p);
    if (p.key === 'Enter' && p.ctrl && !p.alt) return p.busy ? null : { do: 'finish' };
    if (p.typing || p.busy || p.ctrl || p.alt || !this.letters) return null;
    const act = actOf(this.map, p.key);
    return act && isKind(act) ? this.#kind(act, p.at) : action(act);
  }

  #escape(p: Press): KeyAction | null {
    if (p.busy) return null;
    const twice = p.at - this.#escapeAt < twiceMs;
    this.#escapeAt = twice ? -Infinity : p.at;
    return { do: twice ? 'hang_up' : 'hang_up_hint' };
  }

  #kind(act: KindAct, at: number): KeyAction | null {
    const prefixed = at - this.#prefixAt < prefixMs;
    if (act === 'kind_more' && !prefixed) {
      this.#prefixAt = at;
      return { do: 'type_prefix' };
    }
    this.#prefixAt = -Infinity;
    const place = act.slice('kind_'.length);
    const code = kindAt(prefixed ? `0${place}` : place);
    return code ? { do: 'type', code } : null;
  }
}

function action(act: Exclude<Act, KindAct> | undefined): KeyAction | null {
  switch (act) {
    case undefined:
    case 'unknown': // the question that has the focus takes it
      return null;
    case 'stage_before':
      return { do: 'stage', by: -1 };
    case 'stage_after':
      return { do: 'stage', by: 1 };
    case 'counselling':
    case 'information':
    case 'referral':
      return { do: 'direction', code: act };
    default:
      return { do: act };
  }
}

/** Says whether the focus is where letters are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
