// What is printed or exported: a file that comes for a purpose, and is given to the browser to keep or to open.
import { file } from '../api';
import type { Reason } from '../reveal/api';

/** A field that can be chosen for a paper. */
export interface Choice {
  key: string;
  name: string;
}

export const print = (path: string, fields: string[], lang: string, why: Reason) => file(path, { ...why, fields, lang });

/** Gives a file to the browser, under its own name. */
export function keep(made: { name: string; content: Blob }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(made.content);
  link.download = made.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
