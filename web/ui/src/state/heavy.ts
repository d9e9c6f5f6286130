// Which calls weigh on who takes them: danger, a high risk, or suicide.
import type { CallView, Json } from '../socket/protocol';
import { chosen, field, has, optionsOf, type FormDefinition } from './form';

/** The flags of the form that make a call heavy, by field. */
const flags: Record<string, string> = { risk_level: 'serious', categories: 'suicide' };

/** Says whether a call with this record was heavy. */
export function heavy(call: CallView | null | undefined, form: FormDefinition, values: Record<string, Json>): boolean {
  if (call?.danger || values['immediate_danger'] === 'yes' || values['self_harm_said'] === 'yes') return true;
  return Object.entries(flags).some(([key, flag]) => {
    const asked = field(form, key);
    const options = asked ? optionsOf(form, asked) : [];
    return chosen(values[key]).some((code) => has(options.find((o) => o.code === code), flag));
  });
}
