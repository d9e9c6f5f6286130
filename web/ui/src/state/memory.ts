// What a tab remembers across a reload: which call it was talking on, so that the same call coming
// back is answered at once and the caller need not wait for a second "hello"; and whether the
// microphone was closed there, so that nobody is heard who did not mean to be.

const talkKey = 'alo116.talk';
const mutedKey = 'alo116.muted';

export interface TalkMemory {
  /** The call this tab talks on, or talked on when it was reloaded. */
  get(): string | null;
  /** Talks on this call, with the microphone closed or not; with null on none. */
  set(call: string | null, muted?: boolean): void;
  /** In this call the microphone was closed. */
  mutes(call: string): boolean;
}

/** Remembers in this storage; without one, as long as the page lives. */
export function talkMemory(storage: Storage): TalkMemory {
  const talk = place(storage, talkKey);
  const muted = place(storage, mutedKey);
  return {
    get: talk.get,
    set(call, mutes = false) {
      talk.set(call);
      muted.set(mutes ? call : null);
    },
    mutes: (call) => muted.get() === call,
  };
}

/** One call that is remembered. */
function place(storage: Storage, key: string) {
  let call: string | null = null;
  try {
    call = storage.getItem(key);
  } catch {
    call = null;
  }
  return {
    get: () => call,
    set(next: string | null) {
      if (next === call) return;
      call = next;
      try {
        if (next === null) storage.removeItem(key);
        else storage.setItem(key, next);
      } catch {
        // No storage: a reload will ring instead of resuming.
      }
    },
  };
}
