// Builds what the pages load into src/bole/core/ui/static/dist: three style sheets, three scripts, one sprite of icons
// and the two weights of Noto Sans SC that reports are printed with. Run through hatch_build.py, which skips it when
// nothing changed.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { iconNames } from './icons.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const finished = join(here, '../src/bole/core/ui/static/dist');
const dist = `${finished}.part`; // a half-built folder is never served

function sprite(names) {
  const symbols = names.map((name) => {
    const filled = name.endsWith('-filled');
    const folder = filled ? 'filled' : 'outline';
    const file = join(here, 'node_modules/@tabler/icons/icons', folder, `${name.replace(/-filled$/, '')}.svg`);
    const inner = readFileSync(file, 'utf8')
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<\/?svg[^>]*>/g, '')
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, '')
      .replace(/\s+/g, ' ')
      .trim();
    const paint = filled
      ? 'fill="currentColor" stroke="none"'
      : 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
    return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

function fonts() {
  const from = join(here, 'node_modules/@expo-google-fonts/noto-sans-sc');
  mkdirSync(join(dist, 'fonts'), { recursive: true });
  copyFileSync(join(from, '400Regular/NotoSansSC_400Regular.ttf'), join(dist, 'fonts/NotoSansSC-Regular.ttf'));
  copyFileSync(join(from, '700Bold/NotoSansSC_700Bold.ttf'), join(dist, 'fonts/NotoSansSC-Bold.ttf'));
  copyFileSync(join(from, 'LICENSE_FONT'), join(dist, 'fonts/OFL.txt'));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: {
    office: 'src/office/main.js',
    room: 'src/room/main.js',
    candidate: 'src/candidate/main.js',
    'office-style': 'src/office/office.css',
    'room-style': 'src/room/room.css',
    'candidate-style': 'src/candidate/candidate.css',
  },
  outdir: dist,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  charset: 'utf8',
  format: 'iife',
  target: ['chrome90', 'safari14.1'],
  logLevel: 'warning',
});
for (const name of ['office', 'room', 'candidate']) renameSync(join(dist, `${name}-style.css`), join(dist, `${name}.css`));
const names = iconNames(here);
writeFileSync(join(dist, 'icons.svg'), sprite(names));
fonts();
rmSync(finished, { recursive: true, force: true });
renameSync(dist, finished);
