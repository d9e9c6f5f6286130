// The referrals of one case as its page knows them, and what became of the last thing that was done to one.
import { keep, print } from '../print/api';
import type { Reason } from '../reveal/api';
import { field, optionsOf, type Option } from '../state/form';
import { Deeds } from '../state/deeds.svelte';
import { Forms } from '../state/forms.svelte';
import { prefs } from '../state/prefs.svelte';
import * as api from './api';
import { waiting } from './waiting.svelte';

export class CaseReferrals extends Deeds {
  /** Null until they are known. */
  all = $state.raw<api.Referrals | null>(null);
  readonly #forms = new Forms();

  constructor(
    readonly id: string,
    private readonly why: Reason,
  ) {
    super();
    this.#forms.begin('');
  }

  may(deed: api.Deed): boolean {
    return this.all?.may.includes(deed) ?? false;
  }

  /** What a part of a referral may be, as the contacts' form has it. */
  options(part: string): Option[] {
    const form = this.#forms.of(null);
    const of = form && field(form, 'referrals')?.fields?.find((f) => f.key === part);
    return form && of ? optionsOf(form, of) : [];
  }

  load(): Promise<boolean> {
    return this.do(() => this.#read());
  }

  /** Keeps what is said, and gives the referral as it is then; null if that did not go. */
  async save(was: api.Referral | null, said: api.Said): Promise<api.Referral | null> {
    let now: api.Referral | null = null;
    await this.do(async () => {
      now = was ? await api.change(was, said) : await api.add(this.id, said);
      await this.#read();
    });
    return now;
  }

  move(was: api.Referral, to: api.State): Promise<boolean> {
    return this.do(async () => {
      await (to === 'sent' ? api.send(was) : api.move(was, to));
      await this.#read();
      void waiting.load();
    });
  }

  discard(was: api.Referral): Promise<boolean> {
    return this.do(async () => {
      await api.discard(was);
      await this.#read();
    });
  }

  /** Prints a letter of the chosen fields. What is wrong is thrown to who asked what for. */
  async letter(of: api.Referral, fields: string[], why: Reason): Promise<void> {
    keep(await print(`/api/referrals/${encodeURIComponent(of.id)}/letter`, fields, prefs.lang, why));
  }

  async #read(): Promise<void> {
    this.all = await api.open(this.id, this.why);
  }
}
