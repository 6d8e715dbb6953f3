import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import type { Outcome } from './probe.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Contents by path; `-> target` makes a symbolic link. */
export type Files = { readonly [path: string]: string | object };

/** A workplace for the tests of one file: projects in it share a cache that is empty at first. */
export interface Bench {
  readonly folder: string;
  /** Writes a project and returns its folder. */
  project(files: Files, name?: string): string;
  /** Loads files in one new process, one after the other. */
  load(files: readonly string[], options?: LoadOptions): Promise<readonly Outcome[]>;
  remove(): void;
}

export interface LoadOptions {
  /** The user's cache folder; all share one where nothing is said. */
  readonly cache?: string;
  /** The built package to load with. */
  readonly dist?: string;
}

/** `BACKSTEP_TEST_NODE` names another Node to load with. */
const node = process.env['BACKSTEP_TEST_NODE'] ?? process.execPath;

export async function createBench(): Promise<Bench> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'loader-')));
  let projects = 0;
  const probes = new Map<string, Promise<string>>();

  const probeFor = (dist: string) => {
    const probe = probes.get(dist) ?? buildProbe(path.join(folder, `probe-${probes.size}.mjs`), dist);
    probes.set(dist, probe);
    return probe;
  };

  return {
    folder,
    project(files, name = `project-${projects++}`) {
      const at = path.join(folder, name);
      writeFiles(at, files);
      return at;
    },
    async load(files, { cache = path.join(folder, 'cache'), dist = path.join(root, 'dist') } = {}) {
      return await runProbe(await probeFor(dist), files, cache);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'object') writeFileSync(file, JSON.stringify(content));
    else if (content.startsWith('-> ')) symlinkSync(content.slice(3), file);
    else writeFileSync(file, content);
  }
}

async function buildProbe(outfile: string, dist: string): Promise<string> {
  await esbuild.build({
    entryPoints: [path.join(root, 'test/host/loader/probe.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [
      {
        name: 'shipped-dist',
        setup: (build) =>
          build.onResolve({ filter: /\/dist\.ts$/ }, () => ({
            path: pathToFileURL(path.join(dist, 'dist.js')).href,
            external: true,
          })),
      },
    ],
  });
  return outfile;
}

const experimental = /^.*ExperimentalWarning.*\n(?:.*experimental feature.*\n)?\(Use .*\n/m;

function runProbe(probe: string, files: readonly string[], cache: string): Promise<readonly Outcome[]> {
  const env = { ...process.env, XDG_CACHE_HOME: cache, NODE_OPTIONS: '' };
  return new Promise((resolve, reject) => {
    execFile(node, [probe, ...files], { env, timeout: 100_000, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      // Some versions of Node say of a feature of theirs that it is experimental; nothing else may be printed.
      if (error || stderr.replace(experimental, '') !== '') {
        reject(new Error(`Loading ${files.join(', ')} printed:\n${stdout}${stderr}`, { cause: error }));
        return;
      }
      resolve(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
    });
  });
}
