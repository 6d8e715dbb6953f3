import './setup/nodeVersion.mjs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVsix } from './package/vsix.mjs';
import { runCommand } from './setup/command.mjs';

/** Makes `backstep-VERSION.vsix` from a clean build. */
const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)));
const limit = 5_000_000;
await runCommand(process.execPath, ['scripts/build.mjs', '--clean', '--quiet'], { cwd: root, show: true });
const { name, contents } = await createVsix(root);
if (contents.length > limit) {
  throw new Error(`package-too-large: ${name} would be ${contents.length} bytes; the limit is ${limit}.`);
}
await writeFile(path.join(root, name), contents);
console.log(`${name}, ${(contents.length / 1e6).toFixed(2)} MB`);
