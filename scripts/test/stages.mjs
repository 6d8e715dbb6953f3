import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Stages that check the sources themselves; they run first and the first failure ends the run. */
export const checkStages = ['format-lint', 'types'];

/** Stages that are folders of tests; `unit` is every folder that no other stage names. */
const folderStages = /** @type {Record<string, string[]>} */ ({
  architecture: ['architecture'],
  dap: ['adapter'],
  vscode: ['vscode'],
});

export const stageNames = [...checkStages, 'architecture', 'unit', 'dap', 'vscode'];

/**
 * What the command line asks for: `test.mjs [stage…]`, or `test.mjs unit folder…` where a folder may also be a file.
 * @param {string} root
 * @param {string[]} args
 */
export async function plan(root, args) {
  const [first, ...rest] = args;
  const narrowed = first === 'unit' && rest.some((arg) => !stageNames.includes(arg));
  const stages = narrowed ? ['unit'] : args.length === 0 ? stageNames : args;
  const unknown = stages.find((stage) => !stageNames.includes(stage));
  if (unknown !== undefined) {
    throw new Error(
      `unknown-stage: there is no stage "${unknown}"; the stages are ${stageNames.join(', ')}.`,
    );
  }

  /** @type {{ stage: string, files: string[] }[]} */
  const tests = [];
  for (const stage of stages.filter((name) => !checkStages.includes(name))) {
    const folders = narrowed ? rest : (folderStages[stage] ?? (await unitFolders(root)));
    const files = [];
    for (const folder of folders) {
      const found = await testFiles(root, folder);
      if (found.length === 0 && (narrowed || folderStages[stage])) {
        throw new Error(`nothing-to-check: no *.test.ts file in test/${folder}.`);
      }
      files.push(...found);
    }
    if (files.length === 0) throw new Error(`nothing-to-check: the stage "${stage}" has no test file.`);
    tests.push({ stage, files });
  }
  return { narrowed, checks: checkStages.filter((stage) => stages.includes(stage)), tests };
}

/** @param {string} root */
async function unitFolders(root) {
  const taken = Object.values(folderStages).flat();
  const entries = await readdir(path.join(root, 'test'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !taken.includes(entry.name))
    .map((entry) => entry.name);
}

/**
 * @param {string} root
 * @param {string} place a folder or file below test/
 */
async function testFiles(root, place) {
  const base = path.join(root, 'test');
  if (place.endsWith('.test.ts')) return [path.join(base, place)];
  const names = await readdir(path.join(base, place), { recursive: true }).catch(() => []);
  return names
    .filter((name) => name.endsWith('.test.ts') && !/(^|[\\/])(fixtures|golden|node_modules)[\\/]/.test(name))
    .sort()
    .map((name) => path.join(base, place, name));
}
