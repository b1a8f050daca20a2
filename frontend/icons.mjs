// Which icons the product shows: those named in src/icons.json (they may be chosen at run time) and those that a
// template, a script or a Python file names literally as {% icon "x" %}, icon="x" or icon('x').
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const NAMED = /(?:\{%\s*icon\s+|\bicon=|\bicon\()["']([a-z0-9-]+)["']/g;
const SKIP = new Set(['node_modules', 'dist', '__pycache__']);

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (SKIP.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.(html|py|js)$/.test(entry.name)) yield path;
  }
}

export function iconNames(here) {
  const names = new Set(JSON.parse(readFileSync(join(here, 'src/icons.json'), 'utf8')));
  for (const folder of [join(here, 'src'), join(here, '../src/bole')])
    for (const path of files(folder)) for (const hit of readFileSync(path, 'utf8').matchAll(NAMED)) names.add(hit[1]);
  return [...names].sort();
}

if (process.argv[1] && process.argv[1].endsWith('icons.mjs'))
  process.stdout.write(iconNames(new URL('.', import.meta.url).pathname).join('\n') + '\n');
