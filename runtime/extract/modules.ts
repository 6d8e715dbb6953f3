import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { isLanguageFile, isLanguageName, packageName } from './language.ts';
import { findVariable, type Scope } from './scope.ts';
import { type Alternatives, sure, union, unknown } from './value.ts';
import { declare } from './variables.ts';

/** Declares what an import brings in; other statements declare nothing. */
export function declareImport(evaluator: Evaluator, scope: Scope, statement: ts.Statement): void {
  const { ts } = evaluator;
  if (ts.isImportEqualsDeclaration(statement)) {
    const { moduleReference } = statement;
    if (!ts.isExternalModuleReference(moduleReference)) return;
    const { expression } = moduleReference;
    if (!ts.isStringLiteralLike(expression)) return;
    bring(statement.name, () => moduleNamed(evaluator, expression.text, scope.source.file, statement));
    return;
  }
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteralLike(statement.moduleSpecifier)) return;
  const specifier = statement.moduleSpecifier.text;
  const clause = statement.importClause;
  const from = (name: string, node: ts.Node) => () =>
    importedName(evaluator, scope.source.file, specifier, name, node);
  if (clause?.name) bring(clause.name, from('default', clause));
  const named = clause?.namedBindings;
  if (!named) return;
  if (ts.isNamespaceImport(named)) {
    bring(named.name, () => moduleNamed(evaluator, specifier, scope.source.file, named));
    return;
  }
  for (const element of named.elements) {
    bring(element.name, from((element.propertyName ?? element.name).text, element));
  }

  function bring(name: ts.Identifier, value: () => Alternatives): void {
    declare(evaluator, scope, name.text, statement, evaluator.lazy(value));
  }
}

/** The module that a specifier names. */
export function moduleNamed(
  evaluator: Evaluator,
  specifier: string,
  from: string,
  node: ts.Node,
): Alternatives {
  if (specifier === packageName) return sure({ type: 'module', file: packageName });
  const file = evaluator.resolution.resolve(specifier, from);
  if (file === null)
    return sure({
      type: 'unknown',
      reason: `the module '${specifier}' is not found`,
      node,
      missing: specifier,
    });
  return sure({ type: 'module', file: isLanguageFile(evaluator, file) ? packageName : file });
}

function importedName(
  evaluator: Evaluator,
  from: string,
  specifier: string,
  name: string,
  node: ts.Node,
): Alternatives {
  const [found] = moduleNamed(evaluator, specifier, from, node);
  if (found?.value.type === 'module') return evaluator.exported(found.value.file, name, node);
  // A decorator or directive from a module that is not there (yet) is most likely the language's own.
  if (isLanguageName(name) && specifier.startsWith('.')) return evaluator.assume(name, node, specifier);
  return found ? [found] : [];
}

/** The value of an export, through re-exports; `seen` ends cycles of them. */
export function exportedName(
  evaluator: Evaluator,
  file: string,
  name: string,
  node: ts.Node,
  seen: Set<string>,
): Alternatives {
  if (file === packageName) return sure({ type: 'language', name });
  const missing = `${file.replace(/^.*[\\/]/, '')} has no export ${name}`;
  const key = `${file}\0${name}`;
  if (seen.has(key)) return [];
  seen.add(key);
  const source = evaluator.sources.open(file);
  if (!source) return unknown(`${file} cannot be read`, node);
  const scope = evaluator.moduleScope(source);
  const own = ownExport(evaluator, scope, name, node, seen);
  if (own) return own;
  const { ts } = evaluator;
  for (const statement of source.tree.statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause || !statement.moduleSpecifier) continue;
    if (name === 'default' || !ts.isStringLiteralLike(statement.moduleSpecifier)) continue;
    const [target] = moduleNamed(evaluator, statement.moduleSpecifier.text, file, statement);
    if (target?.value.type !== 'module') continue;
    if (target.value.file === packageName && !isLanguageName(name)) continue;
    const found = exportedName(evaluator, target.value.file, name, node, seen);
    const settled = found.filter(
      ({ value }) => value.type !== 'unknown' || value.reason !== noExport(target.value, name),
    );
    if (settled.length > 0) return settled;
  }
  return unknown(missing, node);
}

function noExport(value: { readonly type: string; readonly file?: string }, name: string): string {
  return `${(value.file ?? '').replace(/^.*[\\/]/, '')} has no export ${name}`;
}

function ownExport(
  evaluator: Evaluator,
  scope: Scope,
  name: string,
  node: ts.Node,
  seen: Set<string>,
): Alternatives | null {
  const { ts } = evaluator;
  const place = { scope, flow: scope.entry, call: null };
  const found: Alternatives[] = [];
  for (const statement of scope.source.tree.statements) {
    if (ts.isExportDeclaration(statement)) {
      const value = throughExport(statement);
      if (value) return value;
    } else if (ts.isExportAssignment(statement)) {
      if (name === 'default' && !statement.isExportEquals)
        return evaluator.evaluate(statement.expression, place);
      if (statement.isExportEquals) found.push(evaluator.evaluate(statement.expression, place));
    } else if (isExported(statement, name)) {
      const isDefault = name === 'default' && 'name' in statement && statement.name;
      const local =
        isDefault && ts.isIdentifier(isDefault as ts.Node) ? (isDefault as ts.Identifier).text : name;
      const variable = scope.variables.get(local);
      if (variable) return variable.anywhere.force();
    } else if (ts.isExpressionStatement(statement)) {
      const value = commonExport(statement.expression);
      if (value) found.push(value);
    }
  }
  return found.length > 0 ? union(...found) : null;

  function throughExport(statement: ts.ExportDeclaration): Alternatives | null {
    const { exportClause, moduleSpecifier } = statement;
    if (!exportClause) return null;
    const specifier =
      moduleSpecifier && ts.isStringLiteralLike(moduleSpecifier) ? moduleSpecifier.text : null;
    if (ts.isNamespaceExport(exportClause)) {
      if (exportClause.name.text !== name || specifier === null) return null;
      return moduleNamed(evaluator, specifier, scope.source.file, statement);
    }
    const element = exportClause.elements.find((one) => one.name.text === name);
    if (!element) return null;
    const local = (element.propertyName ?? element.name).text;
    if (specifier === null) {
      return findVariable(scope, local)?.anywhere.force() ?? unknown(`${local} is not declared`, node);
    }
    const [target] = moduleNamed(evaluator, specifier, scope.source.file, statement);
    if (target?.value.type !== 'module') {
      if (isLanguageName(local) && specifier.startsWith('.'))
        return evaluator.assume(local, statement, specifier);
      return target ? [target] : [];
    }
    return exportedName(evaluator, target.value.file, local, node, seen);
  }

  function isExported(statement: ts.Statement, wanted: string): boolean {
    if (!ts.canHaveModifiers(statement)) return false;
    const flags = new Set(ts.getModifiers(statement)?.map(({ kind }) => kind));
    if (!flags.has(ts.SyntaxKind.ExportKeyword)) return false;
    const isDefault = flags.has(ts.SyntaxKind.DefaultKeyword);
    if (wanted === 'default' || isDefault) return wanted === 'default' && isDefault;
    return scope.variables.has(wanted) && declares(statement, wanted);
  }

  function declares(statement: ts.Statement, wanted: string): boolean {
    if (!ts.isVariableStatement(statement)) {
      return 'name' in statement && (statement.name as ts.Identifier | undefined)?.text === wanted;
    }
    const named = (pattern: ts.BindingName): boolean =>
      ts.isIdentifier(pattern)
        ? pattern.text === wanted
        : pattern.elements.some((element) => !ts.isOmittedExpression(element) && named(element.name));
    return statement.declarationList.declarations.some((declaration) => named(declaration.name));
  }

  /** `exports.name = …`, `module.exports.name = …` and `module.exports = { name }`. */
  function commonExport(expression: ts.Expression): Alternatives | null {
    if (!ts.isBinaryExpression(expression) || !ts.isPropertyAccessExpression(expression.left)) return null;
    const target = expression.left.getText();
    if (target === `exports.${name}` || target === `module.exports.${name}`) {
      return evaluator.evaluate(expression.right, place);
    }
    if (target !== 'module.exports') return null;
    const [value] = evaluator.evaluate(expression.right, place);
    if (value?.value.type !== 'object') return null;
    return value.value.entries.get(name)?.value.force() ?? null;
  }
}
