// The agencies that a case may be referred to, as they may be chosen in a form.
import { list, type Agency } from '../directory/api';
import { Lazy } from './lazy.svelte';

export type Entry = Agency & { id: string };

export const agencies = new Lazy<Entry>(() => list().then((directory) => directory.agencies.filter((a): a is Entry => a.id !== undefined)));
