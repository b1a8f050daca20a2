// Checks the room's words: both languages hold the same keys with the same names in braces, every key a script asks for
// exists, and no key is left that nothing asks for.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const room = join(new URL('.', import.meta.url).pathname, 'src/room');
const en = JSON.parse(readFileSync(join(room, 'strings.en.json'), 'utf8'));
const zh = JSON.parse(readFileSync(join(room, 'strings.zh.json'), 'utf8'));
// Keys that are put together at run time.
const FAMILIES = [/^mode_(video|audio|typed)$/, /^trouble_/, /^layer_\w+_off$/, /^interrupted_/, /^closed_/, /^transcript_/, /^refused_/, /^advice_/, /^follow_why_/, /^(ai|rights|prepare)_\d$/];
const problems = [];
const names = (text) => (text.match(/\{\w+\}/g) || []).sort().join();

for (const key of new Set([...Object.keys(en), ...Object.keys(zh)])) {
  if (!en[key]) problems.push(`English lacks ${key}`);
  else if (!zh[key]) problems.push(`Chinese lacks ${key}`);
  else if (names(en[key]) !== names(zh[key])) problems.push(`${key}: the names in braces differ`);
}
const scripts = [room, join(room, 'screens')].flatMap((folder) =>
  readdirSync(folder).filter((name) => name.endsWith('.js')).map((name) => readFileSync(join(folder, name), 'utf8')));
const source = scripts.join('\n');
for (const key of Object.keys(en)) {
  if (!source.includes(`'${key}'`) && !FAMILIES.some((family) => family.test(key))) problems.push(`nothing asks for ${key}`);
}
for (const call of source.matchAll(/\bt\('([a-z0-9_]+)'/g)) if (!(call[1] in en)) problems.push(`no words for ${call[1]}`);
if (problems.length) { console.error(problems.join('\n')); process.exit(1); }
console.log(`${Object.keys(en).length} sentences, complete in both languages`);
