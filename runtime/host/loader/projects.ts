import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findUp, isInstalled } from './fileKind.ts';
import { governingTsconfig } from './projectReference.ts';
import { noTsconfig, readTsconfig, type Tsconfig } from './tsconfig.ts';

/** What the nearest package.json says of a `.js` or `.ts` file: its `type`, that it has none, or that there is no package.json. */
export type PackageType = 'module' | 'commonjs' | 'untyped' | 'none';

/** Looks up the project files that govern a source file; each is read once, since a host never outlives a change. */
export interface Projects {
  tsconfig(file: string): Tsconfig;
  packageType(file: string): PackageType;
}

export function createProjects(): Projects {
  const tsconfigOf = remembered((folder) => findUp(folder, 'tsconfig.json'));
  const packageOf = remembered((folder) => findUp(folder, 'package.json'));
  const tsconfigAt = remembered(readTsconfig);
  const tsconfigFor = remembered((file) => {
    const nearest = tsconfigOf(path.dirname(file));
    return nearest === null ? noTsconfig : tsconfigAt(governingTsconfig(nearest, file));
  });
  const typeAt = remembered(readType);
  return {
    tsconfig(file) {
      // Packages publish the tsconfig they were built with, but seldom what it extends.
      return isInstalled(file) ? noTsconfig : tsconfigFor(file);
    },
    packageType(file) {
      const found = packageOf(path.dirname(file));
      return found === null ? 'none' : typeAt(found);
    },
  };
}

function remembered<T>(look: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = look(key);
    known.set(key, found);
    return found;
  };
}

/** A package.json that does not parse is left to Node, which names it when it comes to it. */
function readType(file: string): PackageType {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const type = typeof content === 'object' && content !== null && 'type' in content ? content.type : null;
    return type === 'module' || type === 'commonjs' ? type : 'untyped';
  } catch {
    return 'untyped';
  }
}
