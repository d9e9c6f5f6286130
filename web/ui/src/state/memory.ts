// What a tab remembers across a reload: which call it was talking on, so that the same call coming
// back is answered at once and the caller need not wait for a second "hello".

const key = 'alo116.talk';

export interface TalkMemory {
  /** The call this tab talks on, or talked on when it was reloaded. */
  get(): string | null;
  set(call: string | null): void;
}

/** Remembers in this storage; without one, as long as the page lives. */
export function talkMemory(storage: Storage): TalkMemory {
  let call: string | null = null;
  try {
    call = storage.getItem(key);
  } catch {
    call = null;
  }
  return {
    get: () => call,
    set(next) {
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
