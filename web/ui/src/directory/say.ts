// What an entry's codes are called.
import { label, t } from '../i18n';
import type { Option } from '../state/form';
import type { Agency } from './api';
import type { Directory } from './directory.svelte';

export const called = (options: Option[], code: string) => label(options.find((o) => o.code === code)?.label, code);

/** The places that an entry serves, in words. */
export function served(directory: Directory, agency: Agency): string {
  if (agency.places.length === 0) return t('directory.country');
  return agency.places.map((code) => called(directory.places, code)).join(', ');
}
