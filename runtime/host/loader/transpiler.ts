import { statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { distFile } from '../../dist.ts';
import { compiler, type ts } from '../../extract/compiler.ts';
import { importRewrites } from './importRewrites.ts';
import { LoadError, placeText } from './loadError.ts';
import { type ModuleFacts, moduleFacts } from './moduleFacts.ts';
import { cacheKey, type OutputCache } from './outputCache.ts';
import type { Projects } from './projects.ts';
import { tagReturns } from './returnTags.ts';
import type { Tsconfig } from './tsconfig.ts';

export type ModuleFormat = 'module' | 'commonjs';

/** Turns a user's TypeScript into JavaScript that Node runs, with its source map inside. */
export interface Transpiler {
  /** Which module system the file is written for, as Node would have it. */
  format(file: string, source: string): ModuleFormat;
  /** Throws `LoadError` when the file does not parse. */
  emit(file: string, source: string, format: ModuleFormat): string;
}

export function createTranspiler(projects: Projects, cache: OutputCache): Transpiler {
  const release = releaseStamp();

  function kept(key: readonly unknown[], make: () => string): string {
    const name = cacheKey([release, ...key]);
    const before = cache.read(name);
    if (before !== null) return before;
    const made = make();
    cache.write(name, made);
    return made;
  }

  function emit(file: string, source: string, format: ModuleFormat): string {
    const tsconfig = projects.tsconfig(file);
    const { file: _, baseUrl: __, paths: ___, ...settings } = tsconfig;
    return kept(['emit', file, format, settings, source], () => transpile(file, source, format, tsconfig));
  }

  /** TypeScript takes a package that does not say its type for CommonJS, and so do the tools that run it. */
  function guess(file: string, facts: ModuleFacts, declared: 'untyped' | 'none'): ModuleFormat {
    if (facts.esmOnly) return 'module';
    if (facts.commonJsOnly || !facts.moduleSyntax) return 'commonjs';
    if (declared === 'none') return 'module';
    const { module } = projects.tsconfig(file);
    if (module !== null && /^(?:es|preserve)/.test(module)) return 'module';
    return facts.packages.some((name) => onlyImports(file, name, projects)) ? 'module' : 'commonjs';
  }

  return {
    format(file, source) {
      if (/\.m[jt]s$/.test(file)) return 'module';
      if (/\.c[jt]s$/.test(file)) return 'commonjs';
      const declared = projects.packageType(file);
      if (declared === 'module' || declared === 'commonjs') return declared;
      let isNew = false;
      const text = kept(['facts', path.extname(file), source], () => {
        isNew = true;
        const { ts } = compiler();
        return JSON.stringify(moduleFacts(ts, ts.createSourceFile(file, source, ts.ScriptTarget.ES2022)));
      });
      const format = guess(file, JSON.parse(text), declared);
      // The compiler is loaded now. The thread that will want the output may be another, where it is not.
      if (isNew) emit(file, source, format);
      return format;
    },
    emit,
  };
}

/** Whether a package can be imported but not required. */
function onlyImports(file: string, specifier: string, projects: Projects): boolean {
  if (isBuiltin(specifier)) return false;
  try {
    const found = createRequire(file).resolve(specifier);
    const isModule =
      /\.m[jt]s$/.test(found) || (/\.[jt]s$/.test(found) && projects.packageType(found) === 'module');
    return isModule && !('require_module' in process.features);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}

/**
 * Stands for the versions of this loader and of its compiler: a build or an installation writes the two files anew.
 * The compiler's own version cannot be asked, since asking means loading it.
 */
function releaseStamp(): readonly unknown[] {
  return ['hooks.js', 'compiler.cjs'].map((name) => {
    const found = statSync(distFile(name), { throwIfNoEntry: false });
    return found ? [found.size, Math.trunc(found.mtimeMs)] : null;
  });
}

function transpile(file: string, source: string, format: ModuleFormat, tsconfig: Tsconfig): string {
  const { ts } = compiler();
  const result = ts.transpileModule(source.replace(/^\uFEFF/, ''), {
    // TypeScript makes no CommonJS of a file whose name says that it is none, but `require` may ask for it.
    fileName: format === 'commonjs' ? file.replace(/\.m([jt]s)$/, '.$1') : file,
    reportDiagnostics: true,
    compilerOptions: compilerOptions(ts, format, tsconfig),
    transformers: { before: [importRewrites(ts, format), tagReturns(ts, file)] },
  });
  const wrong = result.diagnostics?.find(
    ({ file: where, category }) => where && category === ts.DiagnosticCategory.Error,
  );
  if (wrong) throw syntaxError(ts, file, wrong);
  const code = result.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
  return `${code}//# sourceMappingURL=data:application/json;base64,${sourceMap(file, source, result.sourceMapText)}\n`;
}

function compilerOptions(compiler: typeof ts, format: ModuleFormat, tsconfig: Tsconfig): ts.CompilerOptions {
  const jsx = {
    react: compiler.JsxEmit.React,
    'react-jsx': compiler.JsxEmit.ReactJSX,
    'react-jsxdev': compiler.JsxEmit.ReactJSXDev,
  } satisfies Record<Tsconfig['jsx'], ts.JsxEmit>;
  return {
    // Every Node that this runs on has ES2022. A lower target would only make stacks and stepping worse; what it says
    // about class fields is in `useDefineForClassFields`. A higher one would leave decorators as they are.
    target: compiler.ScriptTarget.ES2022,
    // With Node16, `import()` inside CommonJS stays what it is, and so reaches ES modules. A lone file counts as
    // CommonJS there.
    module: format === 'module' ? compiler.ModuleKind.ESNext : compiler.ModuleKind.Node16,
    allowJs: true,
    sourceMap: true,
    importHelpers: false,
    experimentalDecorators: tsconfig.experimentalDecorators,
    emitDecoratorMetadata: tsconfig.emitDecoratorMetadata,
    useDefineForClassFields: tsconfig.useDefineForClassFields,
    esModuleInterop: tsconfig.esModuleInterop,
    verbatimModuleSyntax: tsconfig.verbatimModuleSyntax && format === 'module',
    jsx: jsx[tsconfig.jsx],
    ...(tsconfig.jsxFactory === null ? {} : { jsxFactory: tsconfig.jsxFactory }),
    ...(tsconfig.jsxFragmentFactory === null ? {} : { jsxFragmentFactory: tsconfig.jsxFragmentFactory }),
    ...(tsconfig.jsxImportSource === null ? {} : { jsxImportSource: tsconfig.jsxImportSource }),
  };
}

function syntaxError(compiler: typeof ts, file: string, wrong: ts.Diagnostic): LoadError {
  const { line, character } = wrong.file?.getLineAndCharacterOfPosition(wrong.start ?? 0) ?? {
    line: 0,
    character: 0,
  };
  const at = { file, line: line + 1, column: character + 1 };
  const reason = compiler.flattenDiagnosticMessageText(wrong.messageText, '\n');
  return new LoadError('syntax-error', `${placeText(at)} does not parse: ${reason}`, at);
}

/** Names the source by its address, which holds wherever the JavaScript is thought to lie, whatever the path contains. */
function sourceMap(file: string, source: string, text: string | undefined): string {
  const map: unknown = JSON.parse(text ?? '{}');
  const named = Object.assign({}, map, {
    sources: [pathToFileURL(file).href],
    sourcesContent: [source],
    sourceRoot: '',
  });
  return Buffer.from(JSON.stringify(named)).toString('base64');
}
