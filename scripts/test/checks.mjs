import path from 'node:path';
import { runCommand } from '../setup/command.mjs';

/** Every TypeScript project of the repository; a project without files is an error of the compiler. */
const projects = [
  'tsconfig.json',
  'webview/tsconfig.json',
  'examples/tsconfig.json',
  'test/vscode/tsconfig.json',
  'test/webview/tsconfig.json',
];

/** @type {Record<string, (root: string) => Promise<void>>} */
export const checks = {
  async 'format-lint'(root) {
    const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
    const text = await runCommand(process.execPath, [biome, 'check', '--error-on-warnings', '.'], {
      cwd: root,
    });
    const count = Number(/Checked (\d+) files?/.exec(text)?.[1] ?? 0);
    if (count === 0) throw new Error(`nothing-to-check: Biome checked no file. It said:\n${text}`);
    console.log(`  ${count} files are formatted and linted`);
  },

  async types(root) {
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const failures = [];
    for (const project of projects) {
      try {
        await runCommand(process.execPath, [tsc, '-p', project], { cwd: root });
      } catch (error) {
        failures.push(/** @type {Error} */ (error).message);
      }
    }
    if (failures.length > 0) throw new Error(failures.join('\n'));
    console.log(`  ${projects.length} projects have sound types`);
  },
};
