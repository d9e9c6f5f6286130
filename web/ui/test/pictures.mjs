// `npm run pictures` puts the pictures that web/PICTURES.md shows, each light and dark, from where `npm run screens` left them.
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const house = join(import.meta.dirname, '../../..');
const from = process.env.ALO116_SHOTS ?? join(house, '.lab/shots');
const shown = readFileSync(join(house, 'web/PICTURES.md'), 'utf8').matchAll(/\]\(shots\/screens\/([\w-]+\.png)\)/g);
for (const [, name] of shown) copyFileSync(join(from, name), join(house, 'web/shots/screens', name));
