// Does what contacts left to be done, and has the page's list looked at again.
import type { NoteDraft } from '../caller/api';
import { waiting } from '../referrals/waiting.svelte';
import { Deeds } from '../state/deeds.svelte';
import * as api from './api';

export class Doing extends Deeds {
  done(task: api.Task): Promise<boolean> {
    return this.do(async () => {
      await api.done(task);
      await waiting.load();
    });
  }

  /** What is wrong is thrown to who asked for it. */
  async confirm(task: api.Task, note: NoteDraft): Promise<void> {
    await api.confirm(task, note);
    await waiting.load();
  }
}
