// The auditor's requests. Codes and ids only; free words come one by one, and that they were read is written down.
import { request } from '../api';

export interface Entry {
  n: number;
  at: number;
  actor: string;
  name: string;
  action: string;
  object: string;
  purpose: string;
  words: '' | 'sealed' | 'erased';
}

export interface Filter {
  actor: string;
  action: string;
  object: string;
  from: number;
  until: number;
}

export interface Page {
  entries: Entry[];
  before: number;
}

export interface Report {
  whole: boolean;
  size: number;
  root: string;
  last: number;
  anchors: number;
  findings: { kind: string; from: number; to: number }[];
}

export function list(filter: Filter, before: number): Promise<Page> {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, before })) if (value) asked.set(name, String(value));
  return request<Page>('GET', `/api/audit?${asked}`);
}
export const verify = () => request<Report>('POST', '/api/audit/verify', {});
export const words = (n: number) => request<{ words: string }>('POST', `/api/audit/${n}/words`, {}).then((told) => told.words);
