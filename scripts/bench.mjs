import './setup/nodeVersion.mjs';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the benchmarks of `test/bench`, all or those that are named, one after the other and each in a process of its
 * own: `npm run bench -- engine debugger --json`. With `--markdown` a benchmark that knows it prints its table.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const asJson = words.includes('--json');
const asMarkdown = words.includes('--markdown');
const wanted = words.filter((word) => !word.startsWith('--'));
const known = readdirSync(path.join(root, 'test/bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.replace('.bench.ts', ''));
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  process.exit(2);
}

run(
  process.execPath,
  [path.join(root, 'scripts/build.mjs'), '--quiet'],
  asJson || asMarkdown ? 'ignore' : 'inherit',
);
const folder = path.join(root, 'build/bench');
rmSync(folder, { recursive: true, force: true });
const { compileTests } = await import('./test/compile.mjs');
const names = wanted.length > 0 ? wanted : known;
const files = names.map((name) => path.join(root, 'test/bench', `${name}.bench.ts`));
const compiled = await compileTests({ root, files, outdir: folder });

const results = [];
for (const [index, file] of compiled.entries()) {
  const name = names[index];
  if (!asJson && !asMarkdown) console.log(`\n${name}`);
  const output = run(process.execPath, [file], asJson ? 'pipe' : 'inherit');
  if (!asJson) continue;
  for (const line of output.split('\n').filter((text) => text.startsWith('{'))) {
    results.push({ benchmark: name, ...JSON.parse(line) });
  }
}
if (asJson)
  console.log(
    JSON.stringify({ node: process.version, cpus: (await import('node:os')).cpus().length, results }),
  );

/**
 * @param {string} command
 * @param {string[]} args
 * @param {'inherit' | 'pipe' | 'ignore'} stdout
 */
function run(command, args, stdout) {
  const env = {
    ...process.env,
    ...(asJson ? { BENCH_JSON: '1' } : {}),
    ...(asMarkdown ? { BENCH_MARKDOWN: '1' } : {}),
  };
  const { status, stdout: output } = spawnSync(command, args, {
    stdio: ['ignore', stdout, 'inherit'],
    env,
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return output ?? '';
}
