import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sources } from './violations.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders whose code is no part of the product: it may import what it likes. */
const outside = new Set(['node_modules', 'dist', 'build', 'test', 'scripts', 'test-artifacts']);

/** Every code file of the product, in whatever folder it lies. */
export function productSources(): Sources {
  const sources = new Map<string, string>();
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || outside.has(entry.name)) continue;
    const names = entry.isDirectory()
      ? readdirSync(path.join(root, entry.name), { recursive: true, encoding: 'utf8' })
      : [''];
    for (const name of names) {
      const file = path.join(entry.name, name).split(path.sep).join('/').replace(/\/$/, '');
      if (!/\.[cm]?[jt]sx?$/.test(file) || file.includes('node_modules/')) continue;
      sources.set(file, readFileSync(path.join(root, file), 'utf8'));
    }
  }
  return sources;
}
