import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { distFile } from '../../runtime/dist.ts';

const root = distFile('..');

/** What a strict compiler says of files by their names, each one's text a module; nothing when it takes them all. */
export function complaints(
  files: ReadonlyMap<string, string>,
  options: { readonly experimentalDecorators?: boolean; readonly types?: readonly string[] } = {},
): string {
  const build = path.join(root, 'build');
  mkdirSync(build, { recursive: true });
  // Inside of the repository, so that `backstep` is found as an installed package would be.
  const folder = mkdtempSync(path.join(build, 'compiled-'));
  try {
    for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'ES2022',
      module: 'NodeNext',
      skipLibCheck: true,
      ...options,
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    });
    assert.equal(status === 0, stdout === '', `the compiler ended with ${status}: ${stdout}${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
