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

const commonJsNames = new Set(['require', 'module', 'exports', '__dirname', '__filename']);

export function moduleFacts(compiler: typeof ts, source: ts.SourceFile): ModuleFacts {
  let esmOnly = false;
  let commonJsOnly = false;

  const visit = (node: ts.Node, topLevel: boolean): void => {
    if (compiler.isMetaProperty(node) && node.keywordToken === compiler.SyntaxKind.ImportKeyword)
      esmOnly = true;
    if (topLevel && isAwait(node)) esmOnly = true;
    if (compiler.isExpression(node)) {
      // `require('x')`, `module.exports`, `exports.x`, `__dirname`: the name stands as a value, not as a member.
      const used =
        compiler.isPropertyAccessExpression(node) || compiler.isCallExpression(node) ? node.expression : node;
      if (compiler.isIdentifier(used) && commonJsNames.has(used.text)) {
        commonJsOnly ||= used !== node || used.text.startsWith('__');
      }
    }
    const inside = topLevel && !(compiler.isFunctionLike(node) || compiler.isClassElement(node));
    compiler.forEachChild(node, (child) => visit(child, inside));
  };

  const isAwait = (node: ts.Node) =>
    compiler.isAwaitExpression(node) || (compiler.isForOfStatement(node) && node.awaitModifier !== undefined);

  visit(source, true);

  const imports = source.statements.filter(
    (statement) => compiler.isImportDeclaration(statement) || compiler.isExportDeclaration(statement),
  );
  return {
    moduleSyntax:
      imports.length > 0 ||
      source.statements.some(
        (statement) =>
          compiler.isExportAssignment(statement) ||
          (compiler.canHaveModifiers(statement) &&
            statement.modifiers?.some(({ kind }) => kind === compiler.SyntaxKind.ExportKeyword)),
      ),
    esmOnly,
    commonJsOnly:
      commonJsOnly ||
      source.statements.some(
        (statement) =>
          (compiler.isExportAssignment(statement) && statement.isExportEquals === true) ||
          (compiler.isImportEqualsDeclaration(statement) &&
            compiler.isExternalModuleReference(statement.moduleReference)),
      ),
    packages: imports.flatMap(({ moduleSpecifier }) =>
      moduleSpecifier && compiler.isStringLiteral(moduleSpecifier) && !moduleSpecifier.text.startsWith('.')
        ? [moduleSpecifier.text]
        : [],
    ),
  };
}
