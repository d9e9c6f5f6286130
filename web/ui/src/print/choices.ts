// What of a record can be on paper: every field that says something.
import { label } from '../i18n';
import { say } from '../form/say';
import type { Json } from '../socket/protocol';
import type { FormDefinition } from '../state/form';
import type { Choice } from './api';

export function filled(form: FormDefinition | null, values: Record<string, Json>): Choice[] {
  return (form?.fields ?? []).filter((f) => form && say(form, f, values[f.key]) !== '').map((f) => ({ key: f.key, name: label(f.label, f.key) }));
}
