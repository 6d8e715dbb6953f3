import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import { distFile } from '../dist.ts';
import { makeFolder } from '../folder.ts';
import { cacheFolder } from './cacheFolder.ts';

export type { ts } from 'ts-morph';

type Compiler = Pick<typeof import('ts-morph'), 'ts'>;

const keptCaches = 4;

let loaded: Compiler | null = null;

/**
 * The TypeScript compiler that ts-morph carries, loaded at the first call and then kept: it is seven megabytes of code,
 * without state of its own.
 *
 * V8's compiled form of it lies in the user's cache folder, which makes every start but the first several times faster.
 */
export function compiler(): Compiler {
  loaded ??= load(distFile('compiler.cjs'));
  return loaded;
}

function load(file: string): Compiler {
  // The bundle is ASCII, and reading it as Latin-1 gives V8 a one-byte string without decoding.
  const code = readFileSync(file, 'latin1');
  const cacheFile = cachePath(file);
  const cachedData = readCache(cacheFile);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
    filename: file,
    ...(cachedData ? { cachedData } : {}),
  });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  const result = module.exports as Compiler;
  if (!cachedData || script.cachedDataRejected) {
    warmUp(result);
    writeCache(cacheFile, script.createCachedData());
  }
  return result;
}

/** The cache holds the functions that have run, so the ones that every start needs must run before it is written. */
function warmUp({ ts }: Compiler): void {
  const text = `import { a } from 'b'; enum S { A = 'a' } /** x */ @w({ s: S }) export class C<T> extends D {
    private x?: string = \`t\${1}\`; @m(S.A, { r: [1] }) async f(d: T, { s: { y = 2 }, ...r }: X): Promise<S | null> {
    let n = d as S; if (await r.z(n) && !n || n < 0.5) return g(S.A, { n, ...r }); for (const i of [1]) { n += i; }
    switch (n) { case S.A: break; default: return n ? S.A : undefined; } try { h?.(); } catch (e) { throw new E(e!); }
    while (true) { n++; } return () => n ?? 1; } }`;
  ts.transpileModule(text, {
    fileName: 'warm-up.ts',
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
  });
}

function cachePath(file: string): string {
  const { size, mtimeMs } = statSync(file);
  const { node, v8 } = process.versions;
  const name = `compiler-${size}-${Math.trunc(mtimeMs)}-node${node}-v8${v8}-${process.arch}.bin`;
  return path.join(cacheFolder(), name);
}

function readCache(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null; // There is none yet, or it is not ours to read: V8 compiles from source.
  }
}

/** Written beside and renamed, so that no process ever reads half a cache. */
function writeCache(file: string, data: Buffer): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    makeFolder(path.dirname(file));
    writeFileSync(unfinished, data);
    renameSync(unfinished, file);
    removeOld(path.dirname(file));
  } catch {
    // A full or read-only disk costs the next start some time, and nothing else.
    if (existsSync(unfinished)) rmSync(unfinished);
  }
}

/** Each version of Node (the user's own, VS Code's) has a cache; those of versions long gone would pile up. */
function removeOld(folder: string): void {
  const caches = readdirSync(folder)
    .filter((name) => name.startsWith('compiler-'))
    .map((name) => path.join(folder, name))
    .map((file) => ({ file, age: statSync(file).mtimeMs }))
    .sort((a, b) => b.age - a.age);
  for (const { file } of caches.slice(keptCaches)) rmSync(file, { force: true });
}
