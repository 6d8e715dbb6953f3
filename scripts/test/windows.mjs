import { readdir, writeFile } from 'node:fs/promises';
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
 * Puts files that hand a window on into one process, which has that window; every other file has a process of its own.
 * @param {import('./outcome.mjs').Source[]} sources
 * @param {{ folder: string, outdir: string }} places of the files themselves, and of what they are compiled to
 * @returns {Promise<import('./run.mjs').Process[]>}
 */
export async function groupByWindow(sources, { folder, outdir }) {
  const there = await readdir(folder);
  for (const name of handedOn) {
    if (there.includes(`${name}.test.ts`)) continue;
    throw new Error(
      `unknown-file: scripts/test/windows.mjs hands a window on to "${name}", but ${folder} has no ${name}.test.ts.`,
    );
  }
  const group = handedOn.flatMap((name) =>
    sources.filter(({ compiled }) => path.basename(compiled) === `${name}.test.mjs`),
  );
  const alone = sources.filter((source) => group.length < 2 || !group.includes(source));
  const processes = alone.map((source) => ({ compiled: source.compiled, sources: [source] }));
  if (group.length < 2) return processes;
  const together = path.join(outdir, 'together.test.mjs');
  const imports = group.map(
    ({ compiled }) => `import ${JSON.stringify(`./${path.relative(outdir, compiled)}`)};\n`,
  );
  await writeFile(together, imports.join(''));
  return [{ compiled: together, sources: group }, ...processes];
}
