// The people as the page knows them, and what became of the last thing that was done to one.
import { codeOf } from '../api';
import { proof } from '../state/proof.svelte';
import * as api from './api';

export class Staff {
  /** Null until it is known. */
  all = $state.raw<api.People | null>(null);
  /** The code of why the last thing was not done. `they_talk` may be done all the same. */
  problem = $state<string | null>(null);
  busy = $state(false);
  /** A password that was just made. It is kept only until it was given to its owner. */
  made = $state.raw<api.Made | null>(null);

  constructor(private readonly over: () => void) {}

  /** Those at work first, each by name. */
  sorted = $derived.by(() =>
    [...(this.all?.people ?? [])].sort((a, b) => Number(a.disabled) - Number(b.disabled) || a.name.localeCompare(b.name, 'sq')),
  );

  async load(): Promise<void> {
    await this.#try(async () => {
      this.all = await api.list();
    });
  }

  add(profile: api.Profile): Promise<boolean> {
    return this.#try(async () => {
      this.made = await api.add(profile);
      await this.load();
    });
  }

  /** Saves what differs from how the person was. */
  save(was: api.Colleague, now: api.Profile, force = false): Promise<boolean> {
    return this.#try(async () => {
      const what: api.Change = {};
      for (const field of ['name', 'role', 'team', 'lang'] as const) if (now[field].trim() !== was[field]) what[field] = now[field].trim();
      if (was.may.includes('change') && Object.keys(what).length > 0) await api.change(was.id, what, force);
      if (was.may.includes('skills') && !same(was.skills, now.skills)) await api.setSkills(was.id, now.skills);
      await this.load();
    });
  }

  setDisabled(id: string, disabled: boolean, force = false): Promise<boolean> {
    return this.#try(async () => {
      await api.change(id, { disabled }, force);
      await this.load();
    });
  }

  resetPassword(id: string, force = false): Promise<boolean> {
    return this.#try(async () => {
      this.made = await api.resetPassword(id, force);
      await this.load();
    });
  }

  forgetFactors(id: string, proof: string, force = false): Promise<boolean> {
    return this.#try(() => api.forgetFactors(id, proof, force));
  }

  signOut(id: string, force = false): Promise<boolean> {
    return this.#try(() => api.signOutAll(id, force));
  }

  removeDeskPhone(id: string): Promise<boolean> {
    return this.#try(async () => {
      await api.removeDeskPhone(id);
      await this.load();
    });
  }

  /** Does it, after a proof if the service asks for one; false says that it did not go, and `problem` why, if it was not given up. */
  async #try(what: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.problem = null;
    try {
      await proof.with(what);
      return this.problem === null;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'signed_out') this.over();
      if (code !== 'prove_again') this.problem = code;
      return false;
    } finally {
      this.busy = false;
    }
  }
}

function same(a: Record<string, number>, b: Record<string, number>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
