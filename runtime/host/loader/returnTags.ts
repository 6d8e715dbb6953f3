import type { ts } from '../../extract/compiler.ts';

/**
 * A transformer that makes each method of a class tell from which `return` it came back, so that a transition knows
 * its line.
 *
 * R1. `return X` becomes `return __backstepReturn(arguments[1], line, column, method, X)`: X is evaluated first, then
 *     the place is told, then X is returned as it is. A promise is not awaited.
 * R2. Where a body can be left at its end, the closing brace is told.
 * R3. Only the method's own returns count: functions inside it keep theirs, and the methods of classes inside it are
 *     methods of their own. Static methods, accessors, constructors and generators are no steps and stay as they are.
 * R4. Lines and columns are those of the original source, from 1.
 *
 * `arguments` is always the method's own: class bodies are strict code, which may not bind that name.
 */
export function tagReturns(compiler: typeof ts, file: string): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (source) => {
    const { factory } = context;
    let tagged = false;

    const visit = (node: ts.Node): ts.Node => {
      if (!compiler.isClassLike(node)) return compiler.visitEachChild(node, visit, context);
      const className = node.name?.text ?? '';
      return compiler.visitEachChild(
        node,
        (member) => (compiler.isMethodDeclaration(member) ? visitMethod(member, className) : visit(member)),
        context,
      );
    };

    const visitMethod = (method: ts.MethodDeclaration, className: string): ts.Node => {
      const { body } = method;
      if (!body || method.asteriskToken || isStatic(method))
        return compiler.visitEachChild(method, visit, context);
      const name = `${className}.${compiler.isComputedPropertyName(method.name) ? '' : method.name.text}`;
      return compiler.visitEachChild(
        method,
        (child) => (child === body ? tagBody(body, name) : visit(child)),
        context,
      );
    };

    const tagBody = (body: ts.Block, method: string): ts.Block => {
      tagged = true;
      const visitInside = (node: ts.Node): ts.Node => {
        if (compiler.isFunctionLike(node) || compiler.isClassLike(node)) return visit(node);
        const inner = compiler.visitEachChild(node, visitInside, context);
        if (!compiler.isReturnStatement(inner)) return inner;
        const value = inner.expression ?? factory.createVoidZero();
        return factory.updateReturnStatement(inner, tell(method, node.getStart(source), value, node));
      };
      const inner = compiler.visitEachChild(body, visitInside, context);
      const last = body.statements.at(-1);
      if (last && (compiler.isReturnStatement(last) || compiler.isThrowStatement(last))) return inner;
      const end = factory.createExpressionStatement(
        tell(method, body.end - 1, null, { pos: body.end - 1, end: body.end }),
      );
      return factory.updateBlock(inner, [...inner.statements, end]);
    };

    const tell = (method: string, at: number, value: ts.Expression | null, range: ts.TextRange) => {
      const { line, character } = source.getLineAndCharacterOfPosition(at);
      const call = factory.createCallExpression(factory.createIdentifier(tellName), undefined, [
        factory.createElementAccessExpression(factory.createIdentifier('arguments'), 1),
        factory.createNumericLiteral(line + 1),
        factory.createNumericLiteral(character + 1),
        factory.createStringLiteral(method),
        ...(value ? [value] : []),
      ]);
      // Without a place of their own, such nodes would be stepped through as part of the statement before them.
      return compiler.setSourceMapRange(call, range);
    };

    const isStatic = (method: ts.MethodDeclaration) =>
      method.modifiers?.some(({ kind }) => kind === compiler.SyntaxKind.StaticKeyword) ?? false;

    const isDirective = (statement: ts.Statement) =>
      compiler.isExpressionStatement(statement) && compiler.isStringLiteral(statement.expression);

    const visited = compiler.visitEachChild(source, visit, context);
    if (!tagged) return visited;
    const first = visited.statements.findIndex((statement) => !isDirective(statement));
    return factory.updateSourceFile(visited, [
      ...visited.statements.slice(0, first),
      tellFunction(factory, file),
      ...visited.statements.slice(first),
    ]);
  };
}

const tellName = '__backstepReturn';

/**
 * A function declaration rather than a constant: in an import cycle, a module's functions are called before it has run.
 * An identifier is printed as it is, and so carries the whole text.
 */
function tellFunction(factory: ts.NodeFactory, file: string): ts.Statement {
  const tell = `globalThis[Symbol.for("backstep.return")]?.(context, ${JSON.stringify(file)}, line, column, method)`;
  return factory.createExpressionStatement(
    factory.createIdentifier(
      `function ${tellName}(context, line, column, method, value) { if (context) ${tell}; return value; }`,
    ),
  );
}
