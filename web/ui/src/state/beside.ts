// The desk that a page stands beside, and the way to it, for what on the page calls somebody. Who takes no calls has none.
import { getContext, setContext } from 'svelte';
import type { Desk } from './desk.svelte';
import type { Route } from './route.svelte';

export interface Beside {
  desk: Desk;
  route: Route;
}

const key = Symbol('desk');

export const giveDesk = (beside: Beside): Beside => setContext(key, beside);
export const besideDesk = (): Beside | undefined => getContext<Beside | undefined>(key);
