// The passing word that tells a person what became of something they asked for.

/** What became of something the person asked for, in a code that has words. */
export type Notice = 'lift' | 'closed' | 'too_late' | 'in_call' | 'mic_denied' | 'hang_up_hint' | 'invalid' | 'away' | 'not_come' | BackRefused;
/** Why nobody is called back. */
export type BackRefused = (typeof backRefused)[number];
const backRefused = ['not_safe', 'no_number', 'too_often', 'no_phone', 'back_not_allowed'] as const;

const shownMs = 5000;

/** The word for a call back that is refused. */
export function whyNot(code: string): Notice {
  if (code === 'in_call') return code;
  return backRefused.find((known) => known === code || known === `back_${code}`) ?? 'away';
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
