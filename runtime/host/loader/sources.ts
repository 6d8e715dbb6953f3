import path from 'node:path';
import { cacheFolder } from '../../extract/cacheFolder.ts';
import { createOutputCache } from './outputCache.ts';
import { createProjects } from './projects.ts';
import { createResolver, type Resolver } from './resolver.ts';
import { createTranspiler, type Transpiler } from './transpiler.ts';

/** What both module systems need to find and compile sources. Each thread has its own. */
export interface Sources {
  readonly resolver: Resolver;
  readonly transpiler: Transpiler;
}

export function createSources(): Sources {
  const projects = createProjects();
  const cache = createOutputCache(path.join(cacheFolder(), 'transpiled'));
  return { resolver: createResolver(projects), transpiler: createTranspiler(projects, cache) };
}
