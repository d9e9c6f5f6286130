// An entry of the directory as it is typed: several numbers and addresses in one line each.
import type { Agency } from './api';

export type Entry = Omit<Agency, 'phones' | 'emails'> & { phones: string; emails: string };

export const entryOf = (agency: Agency): Entry => ({
  ...agency, places: [...agency.places], phones: agency.phones.join(', '), emails: agency.emails.join(', '),
});

export const agencyOf = (entry: Entry): Agency => ({ ...entry, phones: parts(entry.phones), emails: parts(entry.emails) });

const parts = (text: string) => text.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean);
