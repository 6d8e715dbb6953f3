import type { ts } from '../../extract/compiler.ts';

/** What of a file's syntax decides whether it is an ES module or CommonJS where no package.json says it. */
export interface ModuleFacts {
  /** It has `import` or `export` declarations. */
  readonly moduleSyntax: boolean;
  /** It has `import.meta` or a top-level `await`, which only an ES module can have. */
  readonly esmOnly: boolean;
  /** It uses what only CommonJS has: `require`, `module`, `exports`, `__dirname`, `import x = require()`, `export =`. */
  readonly commonJsOnly: boolean;
  /** Specifiers of its static imports that are not paths. */
  readonly packages: readonly string[];
}

export function moduleFacts(compiler: typeof ts, source: ts.SourceFile): ModuleFacts {
  const uses = usesOf(compiler, source);
  const imports = source.statements.filter(
    (statement) => compiler.isImportDeclaration(statement) || compiler.isExportDeclaration(statement),
  );
  return {
    moduleSyntax:
      imports.length > 0 || source.statements.some((statement) => isExported(compiler, statement)),
    esmOnly: uses.esmOnly,
    commonJsOnly:
      uses.commonJsNames || source.statements.some((statement) => isCommonJsSyntax(compiler, statement)),
    packages: imports.flatMap(({ moduleSpecifier }) =>
      moduleSpecifier && compiler.isStringLiteral(moduleSpecifier) && !moduleSpecifier.text.startsWith('.')
        ? [moduleSpecifier.text]
        : [],
    ),
  };
}

function isExported(compiler: typeof ts, statement: ts.Statement): boolean {
  if (compiler.isExportAssignment(statement)) return true;
  const modifiers = compiler.canHaveModifiers(statement) ? statement.modifiers : undefined;
  return modifiers?.some(({ kind }) => kind === compiler.SyntaxKind.ExportKeyword) ?? false;
}

function isCommonJsSyntax(compiler: typeof ts, statement: ts.Statement): boolean {
  return compiler.isImportEqualsDeclaration(statement)
    ? compiler.isExternalModuleReference(statement.moduleReference)
    : compiler.isExportAssignment(statement) && statement.isExportEquals === true;
}

/** What the expressions of a file use. A name that the file declares anywhere counts as its own everywhere. */
function usesOf(compiler: typeof ts, source: ts.SourceFile): { esmOnly: boolean; commonJsNames: boolean } {
  let esmOnly = false;
  const used = new Set<string>();
  const declared = new Set<string>();

  const visit = (node: ts.Node, topLevel: boolean): void => {
    if (isImportMeta(node) || (topLevel && isAwait(node))) esmOnly = true;
    const declares = isBinding(node) && node.name && compiler.isIdentifier(node.name) ? node.name.text : null;
    if (declares !== null) declared.add(declares);
    const name = commonJsName(node);
    if (name !== null) used.add(name);
    const inside = topLevel && !(compiler.isFunctionLike(node) || compiler.isClassElement(node));
    compiler.forEachChild(node, (child) => visit(child, inside));
  };

  const isImportMeta = (node: ts.Node) =>
    compiler.isMetaProperty(node) && node.keywordToken === compiler.SyntaxKind.ImportKeyword;

  const isAwait = (node: ts.Node) =>
    compiler.isAwaitExpression(node) || (compiler.isForOfStatement(node) && node.awaitModifier !== undefined);

  const isBinding = (node: ts.Node) =>
    compiler.isVariableDeclaration(node) ||
    compiler.isParameter(node) ||
    compiler.isBindingElement(node) ||
    compiler.isFunctionDeclaration(node) ||
    compiler.isImportClause(node) ||
    compiler.isImportSpecifier(node) ||
    compiler.isNamespaceImport(node);

  /** `require('x')`, `module.exports`, `exports.x`, and `__dirname` or `__filename` anywhere. */
  const commonJsName = (node: ts.Node): string | null => {
    if (compiler.isIdentifier(node)) return /^__(?:dir|file)name$/.test(node.text) ? node.text : null;
    if (!compiler.isPropertyAccessExpression(node) && !compiler.isCallExpression(node)) return null;
    const { expression } = node;
    return compiler.isIdentifier(expression) && /^(?:require|module|exports)$/.test(expression.text)
      ? expression.text
      : null;
  };

  visit(source, true);
  return { esmOnly, commonJsNames: [...used].some((name) => !declared.has(name)) };
}
