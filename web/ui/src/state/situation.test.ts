import { describe, expect, it } from 'vitest';
import type { PhoneView } from '../phone/phone';
import type { View } from '../socket/protocol';
import { claim, recorded, situation as at, troubles, type Standing } from './situation';

const quiet: PhoneView = { registration: 'registered', leg: null, micDenied: false };
const fine: Standing = { sessionOver: false, lineLost: false, micDenied: false, drivesPhone: true, registered: true, unavailable: false, gone: [], voice: 'good' as const };

const situation = (v: View | null, phone: PhoneView, voiceGone: boolean, wanted: string | null = null) =>
  at(v, { phone, voiceGone, wanted });

function view(change: Partial<View> = {}): View {
  return {
    type: 'view',
    at: 0,
    link: true,
    lines: [],
    agents: { free: 0, total: 1 },
    pause_reasons: [],
    me: { presence: 'ready', reason: '', next: '', work: 'idle', since: 0, screen: true, phone: true, call: '', phone_tab: 't' },
    offer: null,
    call: null,
    contact: null,
    contact_pending: false,
    unfinished: [],
    closed: [],
    ...change,
  };
}
const offer = { id: 'x.1', call: 'x', n: 1, line: 'l', arrived: 0, waited_s: 0, since: 0, deadline: 0, refused: 0, caller: { withheld: true, masked: '' } };
const leg = (state: 'ringing' | 'answering' | 'talking'): PhoneView => ({ ...quiet, leg: { offer: 'x.1', state, muted: false } });

describe('the situation', () => {
  it('is unknown before the first view', () => expect(situation(null, quiet, false)).toBe('away'));

  it('follows presence between calls', () => {
    expect(situation(view(), quiet, false)).toBe('ready');
    expect(situation(view({ me: { ...view().me, presence: 'not_ready' } }), quiet, false)).toBe('not_ready');
  });

  it('rings from the offer on, even before the phone does', () => {
    expect(situation(view({ offer }), quiet, false)).toBe('ringing');
    expect(situation(view({ offer }), leg('ringing'), false)).toBe('ringing');
  });

  it('connects as soon as this phone picked up', () => {
    expect(situation(view({ offer }), leg('answering'), false)).toBe('connecting');
    expect(situation(view({ offer }), quiet, false, 'x.1')).toBe('connecting');
  });

  it('follows the call', () => {
    expect(situation(view({ offer: { ...offer, out: true } }), leg('ringing'), false)).toBe('dialling');
    const of = (state: 'dialling' | 'connecting' | 'talking' | 'parked' | 'ended') =>
      situation(view({ call: { id: 'x', state } }), leg('talking'), false);
    expect([of('dialling'), of('connecting'), of('talking'), of('parked'), of('ended')]).toEqual(['dialling', 'connecting', 'talking', 'parked', 'wrap_up']);
  });

  it('is parked while an idle person has a call that is kept for them', () => {
    expect(situation(view({ me: { ...view().me, call: 'x' } }), quiet, false)).toBe('parked');
  });

  it('tells a talk without a voice from a talk', () => {
    expect(situation(view({ call: { id: 'x', state: 'talking' } }), quiet, true)).toBe('voice_lost');
  });
});

describe('what a person said last', () => {
  const me = (change: Partial<View['me']>) => claim(view({ pause_reasons: ['meal'], me: { ...view().me, ...change } }));

  it('is ready, a pause with its own reason, or nothing', () => {
    expect(me({})).toEqual({ type: 'ready' });
    expect(me({ presence: 'not_ready', reason: 'meal' })).toEqual({ type: 'pause', reason: 'meal' });
    expect(me({ presence: 'not_ready', reason: 'lost' })).toBeNull();
    expect(me({ presence: 'not_ready', reason: 'missed' })).toBeNull();
  });

  it('is during work what they want next', () => {
    expect(me({ presence: 'not_ready', reason: 'signed_in', next: 'ready', work: 'talking' })).toEqual({ type: 'ready' });
    expect(me({ presence: 'ready', next: 'not_ready', work: 'talking' })).toBeNull();
  });
});

describe('the call with a record', () => {
  it('is the one at hand, in all its states, but for one to a place outside', () => {
    expect(recorded(view({ call: { id: 'alo-1', state: 'talking' } }))).toBe('alo-1');
    expect(recorded(view({ call: { id: 'out-QX', state: 'talking', out: true } }))).toBe('out-QX');
    expect(recorded(view({ call: { id: 'out-place-QX', state: 'talking', out: true } }))).toBe('');
    expect(recorded(view({ me: { ...view().me, call: 'out-place-QX' } }))).toBe('');
  });
});

describe('troubles', () => {
  it('are none when all is well', () => expect(troubles(view(), fine)).toEqual([]));

  it('come with the worst first', () => {
    const bad: Standing = { sessionOver: false, lineLost: true, micDenied: true, drivesPhone: true, registered: false, unavailable: false, gone: ['mic'], voice: 'bad' };
    expect(troubles(view({ link: false }), bad)).toEqual(['line_lost', 'link_down', 'mic_denied', 'mic_gone', 'voice_bad']);
  });

  it('tell of devices only where the phone is', () => {
    expect(troubles(view(), { ...fine, gone: ['speaker', 'bell'] })).toEqual(['speaker_gone', 'bell_gone']);
    expect(troubles(view(), { ...fine, drivesPhone: false, gone: ['speaker'] })).toEqual(['phone_elsewhere']);
  });

  it('say only that the session is over when it is', () => {
    expect(troubles(view(), { ...fine, sessionOver: true, lineLost: true })).toEqual(['session_over']);
  });

  it('say one thing about the phone, not two', () => {
    expect(troubles(view(), { ...fine, drivesPhone: false, registered: false })).toEqual(['phone_elsewhere']);
    expect(troubles(view(), { ...fine, registered: false, unavailable: true })).toEqual(['phone_unavailable']);
  });
});
