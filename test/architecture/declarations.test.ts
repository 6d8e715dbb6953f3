import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CommandFailed, runCommand } from '../../scripts/setup/command.mjs';
import { root } from './sources.ts';

/** A project that has Backstep installed, as its compiler sees it. */
describe("an author's project", () => {
  let project = '';

  before(async () => {
    project = await mkdtemp(path.join(tmpdir(), 'consumer-'));
    const installed = path.join(project, 'node_modules', 'backstep');
    await mkdir(installed, { recursive: true });
    for (const name of ['package.json', 'dist'])
      await symlink(path.join(root, name), path.join(installed, name));
    const text = [
      "import { done, goto } from 'backstep';",
      "export const next = goto('CHECKED', { text: 'a' });",
      'export const wrong: string = done(1);',
    ].join('\n');
    await writeFile(path.join(project, 'module.mts'), text);
    await writeFile(path.join(project, 'common.cts'), text);
  });
  after(() => rm(project, { recursive: true, force: true }));

  const kinds = [
    ['NodeNext', 'NodeNext'],
    ['Node16', 'Node16'],
    ['ESNext', 'Bundler'],
  ] as const;
  for (const [module, resolution] of kinds) {
    for (const file of ['module.mts', 'common.cts']) {
      test(`knows the types of backstep in ${file} with ${resolution}`, async () => {
        assert.match(
          await complaints(project, file, module, resolution),
          /^\S+\(3,14\): error TS2322: [^\n]*\n {2}Type[^\n]*\n$/,
        );
      });
    }
  }

  test('imports and requires the same names', async () => {
    const script =
      "import('backstep').then((m) => console.log([Object.keys(m), Object.keys(require('backstep'))].map((names) => names.filter((name) => name !== 'default').sort().join()).join('\\n')))";
    const text = await runCommand(process.execPath, ['-e', script], { cwd: project });
    const [imported, required] = text.trim().split('\n');
    assert.ok(imported?.includes('workflow'), text);
    assert.equal(imported, required);
  });
});

async function complaints(
  project: string,
  file: string,
  module: string,
  resolution: string,
): Promise<string> {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
  try {
    return await runCommand(
      process.execPath,
      [tsc, ...options, '--types', '', '--module', module, '--moduleResolution', resolution, file],
      { cwd: project },
    );
  } catch (error) {
    if (error instanceof CommandFailed) return error.text;
    throw error;
  }
}
