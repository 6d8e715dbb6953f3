import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Packages of others, which are installed into a cache folder and are no dependencies of this one. */
export interface Peer {
  readonly folder: string;
  readonly packages: { readonly [name: string]: string };
}

/** Null once the packages are there; else why they cannot be, in a few words. */
export function install({ folder, packages }: Peer): string | null {
  const dir = folderOf(folder);
  const wanted = JSON.stringify({ private: true, dependencies: packages });
  const ready = path.join(dir, 'ready.json');
  if (existsSync(ready) && readFileSync(ready, 'utf8') === wanted) return null;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'package.json'), wanted);
  process.stderr.write(`installing ${Object.keys(packages).join(', ')} into ${path.relative('.', dir)}\n`);
  const npm = process.env['npm_execpath'];
  const words = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const { status, stderr, error } = spawnSync(
    npm === undefined ? 'npm' : process.execPath,
    npm === undefined ? words : [npm, ...words],
    { cwd: dir, encoding: 'utf8', timeout: INSTALL_MS },
  );
  if (status !== 0) return `could not be installed: ${error?.message ?? lastLine(stderr)}`;
  writeFileSync(ready, wanted);
  return null;
}

/** A module of an installed peer. */
export function load(folder: string, name: string): unknown {
  const require = createRequire(path.join(folderOf(folder), 'package.json'));
  return require(name);
}

function folderOf(folder: string): string {
  return path.resolve('.cache/bench', folder);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** A native module may have to be compiled. */
const INSTALL_MS = 10 * 60_000;
