import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { distFile } from '../../runtime/dist.ts';

/**
 * Another project's package to measure beside ours, installed into `.cache/peers` and no dependency of this one. Null
 * where it cannot be installed, after saying so: the other figures do not hang on it.
 */
export function peer(name: string, version: string): { readonly require: NodeJS.Require } | null {
  const folder = path.join(distFile('..'), '.cache/peers', `${name.replaceAll('/', '-')}-${version}`);
  const manifest = path.join(folder, 'package.json');
  const require = createRequire(manifest);
  if (!existsSync(path.join(folder, 'node_modules', name))) {
    const words = [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${name}@${version}`,
    ];
    const { status, stderr } = spawnSync('npm', words, {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) {
      console.error(`${name} ${version} is not measured: npm could not install it.\n${stderr}`);
      return null;
    }
  }
  return { require };
}
