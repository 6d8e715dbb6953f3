import './setup/nodeVersion.mjs';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Takes the pictures of the README anew: plays the story in a real VS Code and keeps what it looked like. */
const root = fileURLToPath(new URL('..', import.meta.url));
const played = spawnSync(
  process.execPath,
  [path.join(root, 'scripts/test.mjs'), 'unit', 'vscode/story.test.ts'],
  {
    stdio: 'inherit',
  },
);
if (played.status !== 0) process.exit(played.status ?? 1);

const taken = path.join(root, 'test-artifacts');
const images = path.join(root, 'docs/images');
mkdirSync(images, { recursive: true });
const pictures = readdirSync(taken).filter((name) => /^story-\d-.*\.png$/.test(name));
if (pictures.length === 0) throw new Error(`The story left no picture in ${taken}.`);
for (const name of pictures) copyFileSync(path.join(taken, name), path.join(images, name));
console.log(`${pictures.length} pictures in docs/images.`);
