// A version of the form as the service puts it together from its parts (agent/form). No part of the product.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Field, FormDefinition, Option, Stage } from '../src/state/form';

const folder = join(import.meta.dirname, '../../../agent/form');
const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));

export function definition(version: string): FormDefinition {
  const name = `definitions/${version}`;
  const parts = statSync(join(folder, name), { throwIfNoEntry: false })
    ? readdirSync(join(folder, name)).sort().map((part) => `${name}/${part}`)
    : [`${name}.json`];
  const form: FormDefinition = { version, stages: [], fields: [], lists: {} };
  for (const part of parts.map(read)) {
    form.stages.push(...((part.stages as Stage[]) ?? []));
    form.fields.push(...((part.fields as Field[]) ?? []));
    if (part.take) form.fields.push(...taken(part.take as { from: string; fields: string[] }));
  }
  const order = form.stages.flatMap((s) => [...(s.fields ?? []), ...(s.sections ?? []).flatMap((x) => x.fields)]);
  form.fields.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  for (const f of form.fields.flatMap((x) => [x, ...(x.fields ?? [])])) {
    if (f.list) form.lists![f.list] ??= options(f.list, version);
  }
  return form;
}

/** Fields that a definition asks as another one does; nothing of it is required there. */
function taken({ from, fields }: { from: string; fields: string[] }): Field[] {
  const other = definition(from);
  return fields.map((key) => {
    const { required: _, ...field } = other.fields.find((f) => f.key === key)!;
    return field;
  });
}

function options(list: string, named: string): Option[] {
  const version = named.replace(/^case-/, '');
  const all = read(`lists/${list}.json`).options as (Option & { since?: string; until?: string })[];
  return all.filter((o) => Number(o.since ?? 0) <= Number(version) && Number(o.until ?? version) >= Number(version));
}
