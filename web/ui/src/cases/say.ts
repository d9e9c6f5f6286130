// A case's codes in words: those of its sheet in the sheet's, the others in the page's.
import { label, t, tCode } from '../i18n';
import { day } from '../i18n/format';
import { say } from '../form/say';
import { field, type FormDefinition, type Option } from '../state/form';
import type { Json } from '../socket/protocol';
import type { Event } from './api';

/** The version of the case sheet whose words lists are shown in. */
export const sheet = 'case-1';

function option(form: FormDefinition | null, list: string, code: string): Option | undefined {
  const known = form?.lists?.[list] ?? field(form ?? { version: '', stages: [], fields: [] }, list)?.options;
  return known?.find((o) => o.code === code);
}

export const risk = (form: FormDefinition | null, code: string | undefined) => (code ? label(option(form, 'risk_level', code)?.label, code) : t('case.risk.none'));
export const place = (form: FormDefinition | null, code: string | undefined) => (code ? label(option(form, 'places', code)?.label, code) : '');
export const category = (form: FormDefinition | null, code: string | undefined) => (code ? label(option(form, 'categories', code)?.label, code) : '');

/** What a person reads of an entry: what happened and, where it may be told, what it is now. */
export function told(form: FormDefinition | null, e: Event, lang: 'sq' | 'en', now: number, names: (id: string) => string): { what: string; now: string } {
  switch (e.kind) {
    case 'status': {
      const { to, outcome } = e.value as { to: string; outcome?: string };
      return { what: t('case.event.status'), now: [tCode('case.status', to), outcome ? tCode('case.outcome', outcome) : ''].filter(Boolean).join(': ') };
    }
    case 'owner':
      return { what: t('case.event.owner'), now: names(String(e.value)) };
    case 'follow_up':
      return { what: t('case.event.follow_up'), now: e.value ? day(lang, String(e.value), now) : t('case.follow_up.none') };
    case 'referral':
      return { what: t('case.event.referral'), now: tCode('referral.state', (e.value as { to?: string }).to ?? 'discarded') };
    case 'referral_changed':
      return { what: t('case.event.referral_changed'), now: (e.value as { changed: string[] }).changed.map((thing) => tCode('referral', thing)).join(', ') };
    case 'field': {
      const f = form && field(form, e.field ?? '');
      return { what: label(f?.label, e.field ?? ''), now: form && f ? say(form, f, e.value as Json | undefined) : '' };
    }
    case 'document':
    case 'document_removed':
      return { what: tCode('case.event', e.kind), now: tCode('document.kind', (e.value as { kind: string }).kind) };
    default:
      return { what: tCode('case.event', e.kind), now: '' };
  }
}
