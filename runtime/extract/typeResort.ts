import path from 'node:path';
import type { ts } from 'ts-morph';
import { distFile } from '../dist.ts';
import { compiler } from './compiler.ts';
import { packageName } from './language.ts';
import type { Resolution } from './resolution.ts';
import { readFromDisk, type Sources } from './sources.ts';
import type { StateTable } from './stateTable.ts';
import { typeLibrary, typeLibraryFile } from './typeLibrary.ts';

/** The last resort: what the type of an expression says where its value cannot be read. */
export interface TypeResort {
  /** The states that an expression's type allows; null when it says nothing, or allows them all. */
  statesOf(node: ts.Node, table: StateTable): readonly string[] | null;
  /** The states that a function's declared return type allows, likewise. */
  returnedBy(node: ts.SignatureDeclaration, table: StateTable): readonly string[] | null;
  /** True when these expressions are all that the subject's type allows. */
  covers(subject: ts.Expression, cases: readonly ts.Expression[]): boolean;
  /** The type checker of a place; null for code that the program does not reach. */
  checkerAt(node: ts.Node): ts.TypeChecker | null;
}

/** Declarations that never change, parsed once for all extractions. */
export type FixedDeclarations = Map<string, ts.SourceFile>;

/** Makes the type checker when it is first asked, and keeps it for as long as no file changes. */
export function createTypeResort(
  sources: Sources,
  resolution: Resolution,
  root: string,
  fixed: FixedDeclarations,
): TypeResort {
  let program: ts.Program | null = null;
  /** Null for code that the program does not reach, such as a file that only `require` names. */
  const typesAt = (node: ts.Node): ts.TypeChecker | null => {
    program ??= programOf(sources, resolution, root, fixed);
    const file = node.getSourceFile();
    return program.getSourceFile(file.fileName) === file ? program.getTypeChecker() : null;
  };

  return {
    checkerAt: typesAt,
    statesOf(node, table) {
      const types = typesAt(node);
      return types && namesIn(types, types.getTypeAtLocation(node), table);
    },
    returnedBy(node, table) {
      const types = node.type ? typesAt(node) : null;
      const signature = types?.getSignatureFromDeclaration(node);
      return types && signature ? namesIn(types, signature.getReturnType(), table) : null;
    },
    covers(subject, cases) {
      const types = typesAt(subject);
      if (!types) return false;
      const type = types.getTypeAtLocation(subject);
      const parts = type.isUnion() ? type.types : [type];
      if (!parts.every((part) => part.isLiteral() || isBoolean(part))) return false;
      const handled = new Set(cases.map((one) => types.getTypeAtLocation(one)).map(regular));
      return parts.every((part) => handled.has(regular(part)));
    },
  };
}

/** Null for all states as well as for none: either is no answer. */
function namesIn(checker: ts.TypeChecker, type: ts.Type, table: StateTable): readonly string[] | null {
  const names = new Set<string>();
  if (!collect(checker, checker.getAwaitedType(type) ?? type, table, names)) return null;
  return names.size === 0 || names.size === table.names.length ? null : [...names];
}

/** Adds the states of a type; false for a type that says nothing of states. */
function collect(checker: ts.TypeChecker, type: ts.Type, table: StateTable, names: Set<string>): boolean {
  const { ts } = compiler();
  if (type.isUnion()) return type.types.every((part) => collect(checker, part, table, names));
  // `undefined` beside states is what a lookup or an optional parameter may give; by itself it says nothing.
  if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void)) return true;
  const name = stateOfType(type, table);
  if (name !== null) {
    names.add(name);
    return true;
  }
  return collectDirective(checker, type, table, names);
}

function collectDirective(
  checker: ts.TypeChecker,
  type: ts.Type,
  table: StateTable,
  names: Set<string>,
): boolean {
  const { ts } = compiler();
  if ((type.flags & ts.TypeFlags.Object) === 0 || !type.getProperty('directive')) return false;
  for (const property of ['state', 'join', 'onTimeout']) {
    const symbol = type.getProperty(property);
    if (!symbol) continue;
    const held = checker.getTypeOfSymbol(symbol);
    if (held.flags & ts.TypeFlags.Never) continue;
    if (!collect(checker, held, table, names)) return false;
  }
  return true;
}

function stateOfType(type: ts.Type, table: StateTable): string | null {
  const { ts } = compiler();
  if (type.flags & ts.TypeFlags.EnumLiteral) {
    const declaration = type.symbol?.valueDeclaration;
    if (declaration && ts.isEnumMember(declaration)) {
      for (const name of table.names) if (table.nodes.get(name) === declaration) return name;
    }
  }
  if (!type.isStringLiteral() && !type.isNumberLiteral()) return null;
  return table.nameOf({ type: 'literal', value: type.value });
}

/** A literal has two types, one before and one after widening, that stand for the same value. */
function regular(type: ts.Type): unknown {
  const { ts } = compiler();
  if (type.flags & ts.TypeFlags.EnumLiteral) return type.symbol;
  if (isBoolean(type)) return compilerName(type);
  return type.isLiteral() ? `${typeof type.value}:${String(type.value)}` : type;
}

function isBoolean(type: ts.Type): boolean {
  return (type.flags & compiler().ts.TypeFlags.BooleanLiteral) !== 0;
}

function compilerName(type: ts.Type): string {
  return (type as ts.Type & { readonly intrinsicName?: string }).intrinsicName ?? '';
}

function programOf(
  sources: Sources,
  resolution: Resolution,
  root: string,
  fixed: FixedDeclarations,
): ts.Program {
  const { ts } = compiler();
  const options: ts.CompilerOptions = {
    ...resolution.optionsFor(root),
    noLib: true,
    types: [],
    strict: true,
    noEmit: true,
    allowJs: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const fileOf = (name: string): ts.SourceFile | undefined =>
    sources.open(path.normalize(name))?.tree ?? fixedFile(name, fixed);
  return ts.createProgram({
    rootNames: [typeLibraryFile, root],
    options,
    host: {
      getSourceFile: (name) => fileOf(name),
      getDefaultLibFileName: () => typeLibraryFile,
      writeFile: () => undefined,
      getCurrentDirectory: () => path.dirname(root),
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      fileExists: (name) => name === typeLibraryFile || sources.exists(name) || isOwn(name),
      readFile: (name) => sources.read(name),
      resolveModuleNameLiterals: (literals, from) =>
        literals.map(({ text }) => ({ resolvedModule: moduleFile(sources, resolution, text, from) })),
    },
  });
}

/** The type library, and the language's own declarations, which lie in the package. */
function fixedFile(name: string, fixed: FixedDeclarations): ts.SourceFile | undefined {
  const known = fixed.get(name);
  if (known) return known;
  const text = name === typeLibraryFile ? typeLibrary : isOwn(name) ? readFromDisk(name) : undefined;
  if (text === undefined) return undefined;
  const { ts } = compiler();
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext);
  fixed.set(name, file);
  return file;
}

function isOwn(name: string): boolean {
  return path.normalize(name).startsWith(distFile('types') + path.sep);
}

/** Packages are left out: their declarations are large, and states are the project's own. */
function moduleFile(
  sources: Sources,
  resolution: Resolution,
  specifier: string,
  from: string,
): ts.ResolvedModuleFull | undefined {
  const file = isOwn(from)
    ? path.resolve(path.dirname(from), specifier.replace(/(\.d)?\.[jt]s$/, '.d.ts'))
    : specifier === packageName
      ? distFile('types/runtime/index.d.ts')
      : resolution.resolve(specifier, from);
  if (file === null || (!isOwn(file) && (file.includes('node_modules') || !sources.exists(file))))
    return undefined;
  return {
    resolvedFileName: file.replaceAll('\\', '/'),
    extension: extensionOf(file),
    isExternalLibraryImport: false,
  };
}

function extensionOf(file: string): string {
  return /\.d\.[cm]?ts$/.exec(file)?.[0] ?? path.extname(file);
}
