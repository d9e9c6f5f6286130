// Small readings of the view that several components share.
import { label, t, tCode } from '../i18n';
import { moment } from '../i18n/format';
import type { LineView, Place, View } from '../socket/protocol';
import { prefs } from '../state/prefs.svelte';

/** The id of the line of the offer or call at hand; empty if there is none. */
export function lineId(view: View): string {
  return view.offer?.line ?? view.call?.line ?? '';
}

/** A line's number as people know it. */
export function numberOf(view: View, id: string): string {
  return view.lines.find((line) => line.id === id)?.number ?? id;
}

/** That a line is closed, and when it opens; empty while it is open. */
export function closed(line: LineView, now: number): string {
  if (line.open) return '';
  return line.opens ? t('head.opens', { when: moment(prefs.lang, line.opens, now) }) : t('head.closed');
}

/** The number of the line of the offer or call at hand. */
export function lineNumber(view: View): string {
  const id = lineId(view);
  return id ? numberOf(view, id) : '';
}

/** What a choice of a line's menu is called. One that the line does not know may be of another, from which the call was given. */
export function choiceName(view: View | null | undefined, line: string, code: string | undefined): string {
  if (!code) return '';
  const lines = view?.lines ?? [];
  const named = [...lines.filter((l) => l.id === line), ...lines].flatMap((l) => l.choices ?? []).find((c) => c.code === code);
  return label(named?.name, code);
}

/** What the caller at hand chose in their line's menu; empty if nothing. */
export function chosen(view: View): string {
  return choiceName(view, lineId(view), view.offer?.choice ?? view.call?.choice);
}

/** What the big clock counts: the waiting of an offer, the talk, the wrap-up, or the present presence. */
export function seconds(view: View, clock: { since(at: number): number }): number {
  if (view.offer) return clock.since(view.offer.arrived || view.offer.since);
  const call = view.call;
  if (call?.host) return clock.since(call.since || view.me.since);
  if (call?.held) return clock.since(call.held);
  if (call?.state === 'talking' || call?.state === 'parked') return clock.since(call.connected || call.since || view.me.since);
  return clock.since(call?.since || view.me.since);
}

/** The place outside that is called or talked with; nothing if it is a caller. */
export function placeAt(view: View | null): Place | null {
  return view?.offer?.place ?? view?.call?.place ?? null;
}

/** What a place outside is called: by the directory, or the page's own words for one that the policy names. */
export const placeName = (place: Place): string => label(place.label, tCode('place', place.code));
