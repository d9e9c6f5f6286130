// One case that is open on the page: what it holds, its sheet as it is being written, and what is done to it. Fields are saved one by
// one by the same saver that keeps a contact's words safe; here its messages go by plain requests.
import { ApiError, codeOf } from '../api';
import type { Reason } from '../reveal/api';
import type { Json, ScreenMessage } from '../socket/protocol';
import { Forms } from '../state/forms.svelte';
import { DraftRecord } from '../state/record.svelte';
import { unsaved } from '../state/unsaved.svelte';
import * as api from './api';

type SetMessage = Extract<ScreenMessage, { type: 'set' }>;

export class OpenCase {
  /** Null until it is open. */
  case = $state.raw<api.Case | null>(null);
  /** Why it is not: no_purpose and break_glass ask for a reason. */
  barred = $state('');
  problem = $state('');
  busy = $state(false);
  owners = $state.raw<api.Owner[]>([]);
  /** What for it was opened; nothing, where no reason was asked for. */
  why = $state.raw<Reason>({ purpose: '', words: '', break_glass: false });
  readonly draft = new DraftRecord('', (message) => this.#send(message));
  #forms = new Forms();

  constructor(
    readonly name: string,
    private readonly over: () => void,
  ) {
    unsaved.ask(`sheet ${name}`, () => this.draft.view && this.draft.saver.unsaved);
  }

  readonly form = $derived(this.case && this.#forms.of(this.case));
  readonly may = $derived((what: string) => this.case?.may.includes(what) ?? false);
  /** Whether the sheet may be written now. */
  readonly writable = $derived(this.may('change') && this.case?.status !== 'closed');

  /** Opens it; with a reason, what is wrong is thrown to who asked for it. */
  async open(why?: Reason): Promise<void> {
    try {
      this.#take(await api.open(this.name, why));
      this.why = why ?? this.why;
      this.barred = '';
    } catch (error) {
      this.barred = this.#code(error);
      if (why) throw error;
    }
    if (this.may('assign')) this.owners = await api.owners().catch(() => []);
  }

  /** Shows it as it is now, after something beside the sheet was done. */
  refresh = () => this.open(this.why).catch(() => undefined);

  move = (status: string, outcome = '') => this.#do((c) => api.move(c.id, status, outcome, c.rev));
  followUp = (day: string) => this.#do((c) => api.followUp(c.id, day, c.rev));
  assign = (owner: string) => this.#do((c) => api.assign(c.id, owner, c.rev));
  note = (words: string) => this.#do((c) => api.note(c.id, words));
  detach = (contact: string) => this.#do((c) => api.detach(c.id, contact));

  async hold(held: boolean, why: Reason): Promise<void> {
    if (!this.case) return;
    await api.hold(this.case.id, held, why);
    this.case = { ...this.case, held };
  }

  nameOf = (id: string): string =>
    this.owners.find((o) => o.id === id)?.name ?? (this.case?.owner === id ? this.case.owner_name : (this.case?.events.find((e) => e.actor === id)?.name ?? ''));

  #take(fresh: api.Case): void {
    this.case = fresh;
    this.#forms.need(fresh.form);
    this.draft.attach({ id: fresh.id, call: '', line: '', form: fresh.form, rev: fresh.rev, opened: fresh.opened, values: fresh.values, number_kept: false });
    this.draft.saver.line(true);
  }

  /** Does it and shows how it is then; true says that it went. What went out of one's sight is barred. */
  async #do(what: (c: api.Case) => Promise<api.Case | undefined>): Promise<boolean> {
    if (!this.case) return false;
    this.busy = true;
    this.problem = '';
    try {
      const fresh = await what(this.case);
      if (fresh) this.#take(fresh);
      else [this.case, this.barred] = [null, 'given_away'];
      return true;
    } catch (error) {
      this.problem = this.#code(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #code(error: unknown): string {
    const code = codeOf(error);
    if (code === 'signed_out') this.over();
    return code;
  }

  #send(message: ScreenMessage): boolean {
    if (message.type !== 'set' || !this.case) return false;
    void this.#save(message, this.case.id);
    return true;
  }

  async #save(m: SetMessage, id: string): Promise<void> {
    const answer = { id: m.id, contact: id, field: m.field };
    try {
      const { rev } = await api.setField(id, m.field, m.value, m.rev);
      if (this.case) this.case = { ...this.case, rev: Math.max(rev, this.case.rev), values: put(this.case.values, m.field, m.value) };
      this.draft.saver.saved({ type: 'saved', ...answer, rev });
    } catch (error) {
      this.#unsaved(error, answer);
    }
  }

  /** Gives the saver a no in the words it knows. */
  #unsaved(error: unknown, answer: { id: string; contact: string; field: string }): void {
    const told = error instanceof ApiError ? error : new ApiError('away');
    const code = ['away', 'too_many_tries'].includes(told.code) ? 'unavailable' : told.code;
    const { rev, value, problems } = told.body as { rev?: number; value?: Json; problems?: { field: string; code: string }[] };
    if (code === 'conflict' && this.case && rev !== undefined) this.#take({ ...this.case, rev, values: put(this.case.values, answer.field, value ?? null) });
    this.draft.saver.refused({ type: 'refused', ...answer, code, ...(rev === undefined ? {} : { rev }), ...(problems ? { problems } : {}) });
    if (this.#code(error) === 'case_closed') this.problem = 'case_closed';
    if (code === 'conflict' && rev === undefined) void this.#lookAgain();
  }

  /** The service shows what somebody else wrote only to who looked: does so, with what was typed kept, or says that it is to be done. */
  async #lookAgain(): Promise<void> {
    this.problem = 'conflict';
    const fresh = await api.open(this.name, this.why).catch(() => null);
    if (!fresh) return;
    this.#take(fresh);
    this.problem = '';
  }
}

function put(values: Record<string, Json>, field: string, value: Json): Record<string, Json> {
  const { [field]: _, ...rest } = values;
  return value === null ? rest : { ...rest, [field]: value };
}
