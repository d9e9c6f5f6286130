// The passing word that tells a person what became of something they asked for.

/** What became of something the person asked for, in a code that has words. */
export type Notice = 'lift' | 'closed' | 'too_late' | 'in_call' | 'mic_denied' | 'hang_up_hint' | 'invalid' | 'away' | 'not_come' | 'full' | 'gone' | 'not_done' | BackRefused;
/** Why nobody is called. */
export type BackRefused = (typeof backRefused)[number];
const backRefused = ['not_safe', 'no_number', 'too_often', 'no_phone', 'back_not_allowed', 'no_place', 'place_not_allowed'] as const;

const shownMs = 5000;

/** The word for a call that is refused: back to a caller, or to a place. */
export function whyNot(code: string, whom: 'back' | 'place'): Notice {
  if (code === 'in_call') return code;
  const meant = code === 'not_yours' ? 'not_allowed' : code;
  return backRefused.find((known) => known === meant || known === `${whom}_${meant}`) ?? 'away';
}

/** The word for anything else that is refused about the own call, as a key or a button asked for it. */
export function whyNotDone(code: string): Notice {
  if (code === 'in_call' || code === 'invalid' || code === 'gone') return code;
  return code === 'busy' ? 'full' : 'not_done'; // only asking somebody in is refused so
}

export class Notices {
  /** What is said right now. */
  now = $state<Notice | null>(null);
  #hide: ReturnType<typeof setTimeout> | undefined;

  /** Shows a passing word; null takes away what is shown. */
  say(notice: Notice | null): void {
    this.now = notice;
    clearTimeout(this.#hide);
    this.#hide = setTimeout(() => (this.now = null), shownMs);
  }
}
