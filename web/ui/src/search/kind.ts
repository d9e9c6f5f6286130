// What kind a contact is of, in the words of the form it was begun with.
import { label, t } from '../i18n';
import type { Json } from '../socket/protocol';
import { chosen, field, type FormDefinition } from '../state/form';

/** The kind in words. While the form is on its way, or if it does not know the code, the code itself. */
export function kindOf(form: FormDefinition | null, value: Json | undefined): string {
  const [code] = chosen(value);
  if (!code) return t('side.untyped');
  const options = form ? field(form, 'call_type')?.options : undefined;
  return label(options?.find((o) => o.code === code)?.label, code);
}
