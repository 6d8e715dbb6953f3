import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Files of test/vscode that hand one window on, in this order. Every other file has a window of its own: whatever needs
 * a fresh one, loads it again, or leaves in it what the harness does not tidy up.
 */
const handedOn = [
  'debugging',
  'branches',
  'codeDebugger',
  'changedCode',
  'signals',
  'transitionBreakpoint',
  'valueChanges',
  'picture',
  'places',
  'runs',
  'runDrop',
  'oldRecording',
  'sessionDocument',
  'editing',
  'views',
];

/**
 * Puts compiled files that hand a window on into one file, whose process has that window.
 * @param {string[]} compiled
 * @param {string} outdir
 */
export async function groupByWindow(compiled, outdir) {
  const group = handedOn.flatMap((name) =>
    compiled.filter((file) => path.basename(file) === `${name}.test.mjs`),
  );
  if (group.length < 2) return compiled;
  const together = path.join(outdir, 'together.test.mjs');
  const imports = group.map((file) => `import ${JSON.stringify(`./${path.relative(outdir, file)}`)};\n`);
  await writeFile(together, imports.join(''));
  return [together, ...compiled.filter((file) => !group.includes(file))];
}
