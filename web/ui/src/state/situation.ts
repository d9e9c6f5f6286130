// What the desk is about right now, computed from the server's view and the phone; never remembered.
import type { PhoneView } from '../phone/phone';
import type { ScreenMessage, View } from '../socket/protocol';
import type { Quality } from '../phone/quality';
import type { Part } from './sound.svelte';

/** The one thing that is going on. */
export type Situation =
  | 'away' // nothing is known yet
  | 'not_ready'
  | 'ready'
  | 'ringing'
  | 'dialling' // this person calls somebody
  | 'connecting'
  | 'talking'
  | 'held' // the caller is on hold, and hears music
  | 'voice_lost' // the talk goes on, but this page's phone is not in it
  | 'parked' // the caller hears music and is about to come back
  | 'given' // the call was given away; nobody has answered it yet
  | 'wrap_up';

/** What the talk adds to the view. */
export interface TalkStanding {
  phone: PhoneView;
  /** The server says that we talk, and for a while there has been no leg here. */
  voiceGone: boolean;
  /** The offer that was accepted here, whose leg may not have come yet. */
  wanted: string | null;
}

/** Computes the situation. */
export function situation(view: View | null, talk: TalkStanding): Situation {
  if (!view) return 'away';
  if (view.offer?.out) return 'dialling';
  if (view.offer) return picked(view.offer.id, talk) ? 'connecting' : 'ringing';
  switch (view.call?.state) {
    case 'dialling':
      return 'dialling';
    case 'connecting':
      return 'connecting';
    case 'talking':
      return view.call.held && !view.call.host ? 'held' : talk.voiceGone ? 'voice_lost' : 'talking';
    case 'parked':
      return 'parked';
    case 'given':
      return 'given';
    case 'ended':
      return 'wrap_up';
  }
  if (atHand(view)) return 'parked';
  return view.me.presence === 'ready' ? 'ready' : 'not_ready';
}

/** The call this person is at, also while it is parked for them; empty if there is none, or if it is somebody else's. */
export function atHand(view: View): string {
  if (view.call?.host || view.offer?.host) return '';
  return view.call?.id ?? view.me.call;
}

/** The ids of calls to places outside begin so. */
const placePrefix = 'out-place-';

/** The call at hand that has a record, or will have; empty for none. A place outside is nobody's contact. */
export function recorded(view: View): string {
  const call = atHand(view);
  return call.startsWith(placePrefix) ? '' : call;
}

/** What this person said last of themselves, as a message; null if nothing of their own. */
export function claim(view: View): ScreenMessage | null {
  const { presence, next, reason, work } = view.me;
  const wish = work === 'idle' ? presence : next || presence;
  if (wish === 'ready') return { type: 'ready' };
  return view.pause_reasons.includes(reason) ? { type: 'pause', reason } : null;
}

function picked(offer: string, talk: TalkStanding): boolean {
  const leg = talk.phone.leg;
  return talk.wanted === offer || (leg?.offer === offer && leg.state !== 'ringing');
}

/** Something that stands between a person and the next caller, the worst first. */
export type Trouble =
  | 'session_over'
  | 'line_lost'
  | 'link_down'
  | 'mic_denied'
  | 'phone_elsewhere'
  | 'phone_unavailable'
  | 'phone_lost'
  | 'desk_lost' // the phone on the desk is not connected
  | 'mic_gone' // the chosen device is not plugged in; the computer's own stands in
  | 'speaker_gone'
  | 'bell_gone'
  | 'voice_weak' // how the talk sounds, and what to do about it
  | 'voice_bad'
  | 'voice_silent'
  | 'voice_unheard';

/** What is known about this page, beside the view. */
export interface Standing {
  sessionOver: boolean;
  lineLost: boolean;
  micDenied: boolean;
  /** The phone is one on the desk: nothing of this browser's matters. */
  onDesk?: boolean;
  drivesPhone: boolean;
  registered: boolean;
  /** The server has no account for the phone yet. */
  unavailable: boolean;
  /** The chosen devices that are not plugged in. */
  gone: Part[];
  /** How the talk sounds. */
  voice: Quality;
}

/** Lists what is wrong, the worst first. */
export function troubles(view: View | null, standing: Standing): Trouble[] {
  const found: Trouble[] = [];
  if (standing.sessionOver) return ['session_over']; // nothing else is known any more
  if (standing.lineLost) found.push('line_lost');
  if (view && !view.link) found.push('link_down');
  if (standing.onDesk) {
    if (view?.link && !view.me.phone) found.push('desk_lost');
    return found;
  }
  if (standing.micDenied) found.push('mic_denied');
  if (view && !standing.drivesPhone) found.push('phone_elsewhere');
  else if (standing.unavailable) found.push('phone_unavailable');
  else if (view?.link && !standing.registered) found.push('phone_lost'); // without a link it is no news
  if (standing.drivesPhone) found.push(...standing.gone.map((part): Trouble => `${part}_gone`));
  if (standing.voice !== 'good' && standing.voice !== 'unknown') found.push(`voice_${standing.voice}`);
  return found;
}

/** Says whether a call is at hand, in any of its states. */
export function busy(view: View | null): boolean {
  return view !== null && (view.me.work !== 'idle' || view.me.call !== '');
}
