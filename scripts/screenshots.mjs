import './setup/nodeVersion.mjs';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { animatedPng } from './screenshots/apng.mjs';
import { readPng } from './screenshots/png.mjs';

/**
 * Takes the pictures of the README anew: plays the story in a real VS Code and keeps what it looked like. With `--views`
 * it takes one of every view in every kind of theme instead, and leaves them in `test-artifacts/`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
if (process.argv.includes('--views')) {
  play(
    'vscode/views.test.ts',
    'webview/themes.test.ts',
    'webview/accessibility.test.ts',
    'webview/recordingPage.test.ts',
  );
  console.log('The pictures of all views are in test-artifacts/.');
  process.exit(0);
}
play('vscode/story.test.ts');

const taken = path.join(root, 'test-artifacts');
const images = path.join(root, 'docs/images');
mkdirSync(images, { recursive: true });
const pictures = readdirSync(taken).filter((name) => /^story-\d-.*\.png$/.test(name));
if (pictures.length === 0) throw new Error(`The story left no picture in ${taken}.`);
for (const name of pictures) copyFileSync(path.join(taken, name), path.join(images, name));

/** How long each picture of the story is looked at; the last one longest. */
const [reading, end] = [2_200, 4_000];
const frames = pictures
  .sort((a, b) => a.localeCompare(b))
  .map((name, index) => ({
    picture: readPng(readFileSync(path.join(taken, name))),
    milliseconds: index === pictures.length - 1 ? end : reading,
  }));
const story = animatedPng(frames);
writeFileSync(path.join(images, 'story.png'), story);
console.log(
  `${pictures.length} pictures in docs/images, and the story in ${(story.length / 1e6).toFixed(2)} MB.`,
);

/** @param {string[]} tests */
function play(...tests) {
  const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/test.mjs'), 'unit', ...tests], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
