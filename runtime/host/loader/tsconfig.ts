import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isFile } from './fileKind.ts';
import { parseJsonc } from './jsonc.ts';
import { LoadError } from './loadError.ts';

/** What of a tsconfig decides how a file runs. */
export interface Tsconfig {
  /** Absolute path; null when there is no tsconfig and these are the defaults. */
  readonly file: string | null;
  readonly experimentalDecorators: boolean;
  readonly emitDecoratorMetadata: boolean;
  readonly useDefineForClassFields: boolean;
  readonly esModuleInterop: boolean;
  readonly verbatimModuleSyntax: boolean;
  readonly jsx: 'react' | 'react-jsx' | 'react-jsxdev';
  readonly jsxFactory: string | null;
  readonly jsxFragmentFactory: string | null;
  readonly jsxImportSource: string | null;
  /** `module` in lower case; null when it is not set. */
  readonly module: string | null;
  /** Absolute; null when it is not set. */
  readonly baseUrl: string | null;
  /** Patterns with their targets, which are absolute paths that may hold one `*`. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

/** Reads a tsconfig with all that it extends. Throws `LoadError` when one of them cannot be read. */
export function readTsconfig(file: string): Tsconfig {
  return settle(file, gather(file, path.dirname(file), []));
}

/** What holds where there is no tsconfig. */
export const noTsconfig: Tsconfig = settle(null, {});

type Options = { readonly [name: string]: unknown };

/** The compiler options of a tsconfig over those of its bases; paths in them are made absolute on the way. */
function gather(file: string, configDir: string, chain: readonly string[]): Options {
  if (chain.includes(file)) throw invalid(file, `it extends itself through ${[...chain, file].join(' → ')}`);
  const config = parseTsconfig(file);
  const bases = [config['extends'] ?? []].flat().filter((base) => typeof base === 'string');
  const inherited = bases.map((base) => gather(extended(file, base), configDir, [...chain, file]));
  const own = record(config['compilerOptions']);
  return Object.assign({}, ...inherited, own, anchored(own, path.dirname(file), configDir));
}

/** What a tsconfig says itself. Throws `LoadError` when it does not parse. */
export function parseTsconfig(file: string): Options {
  try {
    return record(parseJsonc(readFileSync(file, 'utf8')));
  } catch (error) {
    throw invalid(file, error instanceof Error ? error.message : String(error));
  }
}

function invalid(file: string, reason: string): LoadError {
  return new LoadError(
    'tsconfig-invalid',
    `${file} cannot be read: ${reason}. The workflow's decorators and imports follow this file: mend it, or remove what it extends.`,
    { file, line: 1, column: 1 },
  );
}

function extended(file: string, base: string): string {
  const isPath = /^\.{1,2}(?:[/\\]|$)/.test(base) || path.isAbsolute(base);
  const found = isPath
    ? [base, `${base}.json`].map((name) => path.resolve(path.dirname(file), name)).find(isFile)
    : [base, `${base}.json`, `${base}/tsconfig.json`].map((name) => installed(file, name)).find(Boolean);
  if (!found) throw invalid(file, `it extends "${base}", which is not there`);
  return found;
}

function installed(file: string, name: string): string | null {
  for (const folder of createRequire(file).resolve.paths(name) ?? []) {
    const candidate = path.join(folder, name);
    if (isFile(candidate)) return candidate;
  }
  try {
    // A package may name the file only through its `exports`.
    const resolved = createRequire(file).resolve(name);
    return resolved.endsWith('.json') ? resolved : null;
  } catch {
    return null;
  }
}

/** Those options that are relative to the file they stand in, or to the first of the chain where they say so. */
function anchored(own: Options, folder: string, configDir: string): Options {
  const rooted = (target: unknown) => String(target).replace(/^\$\{configDir\}/, () => configDir);
  const { baseUrl, paths } = own;
  const patterns = Object.entries(record(paths)).map(([pattern, targets]) => ({
    pattern,
    targets: [targets].flat().map(rooted),
  }));
  return {
    ...(typeof baseUrl === 'string' ? { baseUrl: path.resolve(folder, rooted(baseUrl)) } : {}),
    ...(paths === undefined ? {} : { paths: { folder, patterns } satisfies Aliases }),
  };
}

interface Aliases {
  /** What the targets are relative to where there is no `baseUrl`. */
  readonly folder: string;
  readonly patterns: Tsconfig['paths'];
}

function settle(file: string | null, options: Options): Tsconfig {
  const flag = (name: string) => options[name] === true;
  const text = (name: string) => (typeof options[name] === 'string' ? options[name] : null);
  const experimentalDecorators = flag('experimentalDecorators');
  const baseUrl = text('baseUrl');
  return {
    file,
    experimentalDecorators,
    emitDecoratorMetadata: experimentalDecorators && flag('emitDecoratorMetadata'),
    useDefineForClassFields:
      typeof options['useDefineForClassFields'] === 'boolean'
        ? options['useDefineForClassFields']
        : definesFields(text('target')),
    esModuleInterop: options['esModuleInterop'] !== false,
    verbatimModuleSyntax: flag('verbatimModuleSyntax'),
    jsx: jsxOf(text('jsx')),
    jsxFactory: text('jsxFactory'),
    jsxFragmentFactory: text('jsxFragmentFactory'),
    jsxImportSource: text('jsxImportSource'),
    module: text('module')?.toLowerCase() ?? null,
    baseUrl,
    paths: absolute(options['paths'] as Aliases | undefined, baseUrl),
  };
}

/** TypeScript's rule: fields are defined, rather than assigned, from ES2022 on. */
function definesFields(target: string | null): boolean {
  if (target === null) return true;
  const year = /^es(\d{4})$/i.exec(target)?.[1];
  return year === undefined ? /^esnext$/i.test(target) : Number(year) >= 2022;
}

function jsxOf(jsx: string | null): Tsconfig['jsx'] {
  return jsx === 'react' || jsx === 'react-jsxdev' ? jsx : 'react-jsx';
}

/** Targets are relative to `baseUrl` where there is one, else to the tsconfig that holds them. */
function absolute(aliases: Aliases | undefined, baseUrl: string | null): Tsconfig['paths'] {
  if (!aliases) return [];
  const { folder, patterns } = aliases;
  return patterns.map(({ pattern, targets }) => ({
    pattern,
    targets: targets.map((target) => path.resolve(baseUrl ?? folder, target)),
  }));
}

function record(value: unknown): Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
