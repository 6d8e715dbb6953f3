import type { ts } from '../../extract/compiler.ts';
import type { ModuleFormat } from './transpiler.ts';

/**
 * A transformer for what TypeScript would leave to the reader of its output.
 *
 * W1. Import attributes go: the loader knows JSON by its name, and Node before 20.10 cannot parse them.
 * W2. In CommonJS, `import('./x')` of a path becomes a `require`, with `default` as compiled CommonJS has it, rather
 *     than the whole `module.exports` that an ES module would see.
 */
export function importRewrites(
  compiler: typeof ts,
  format: ModuleFormat,
): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (source) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node => {
      if (compiler.isImportDeclaration(node) && node.attributes) {
        const { modifiers, importClause, moduleSpecifier } = node;
        return factory.updateImportDeclaration(node, modifiers, importClause, moduleSpecifier, undefined);
      }
      if (compiler.isExportDeclaration(node) && node.attributes) {
        const { modifiers, isTypeOnly, exportClause, moduleSpecifier } = node;
        return factory.updateExportDeclaration(
          node,
          modifiers,
          isTypeOnly,
          exportClause,
          moduleSpecifier,
          undefined,
        );
      }
      const inner = compiler.visitEachChild(node, visit, context);
      return format === 'commonjs' && isPathImport(inner) ? required(inner) : inner;
    };

    const isPathImport = (node: ts.Node): node is ts.CallExpression => {
      if (!compiler.isCallExpression(node) || node.expression.kind !== compiler.SyntaxKind.ImportKeyword)
        return false;
      const [specifier] = node.arguments;
      return (
        specifier !== undefined && compiler.isStringLiteralLike(specifier) && specifier.text.startsWith('.')
      );
    };

    /** `Promise.resolve().then(() => __backstepImport(require('./x')))` */
    const required = (call: ts.CallExpression): ts.Expression => {
      const name = (text: string) => factory.createIdentifier(text);
      const load = factory.createCallExpression(name('require'), undefined, call.arguments.slice(0, 1));
      const interop = '((m) => (m && m.__esModule ? m : { ...m, default: m }))';
      return factory.createCallExpression(
        factory.createPropertyAccessExpression(
          factory.createCallExpression(name('Promise.resolve'), undefined, []),
          'then',
        ),
        undefined,
        [
          factory.createArrowFunction(
            undefined,
            undefined,
            [],
            undefined,
            factory.createToken(compiler.SyntaxKind.EqualsGreaterThanToken),
            factory.createCallExpression(name(interop), undefined, [load]),
          ),
        ],
      );
    };

    return compiler.visitEachChild(source, visit, context);
  };
}
