import type { ts } from '../../extract/compiler.ts';

/**
 * A transformer that makes each method of a class tell from which `return` it came back, so that a transition knows
 * its line.
 *
 * R1. `return X` becomes `return __backstepReturn(arguments[1], line, column, X)`: X is evaluated first, then the place is
 *     told, then X is returned as it is. A promise is not awaited. When an async method returns one, its place is told
 *     again after the promise is settled: by then, a method that made it may have told its own, and the outermost return
 *     must be the last told. Elsewhere a handler of ours would hide that nobody handles the promise.
 * R2. Where a body can be left at its end, the closing brace is told.
 * R3. Where X names something, as `State.DONE` or `table[key]` do, and is undefined, its text is told too: a run must not be
 *     over because a name was misspelt.
 * R4. Only the method's own returns count: functions inside it keep theirs, and the methods of classes inside it are
 *     methods of their own. Static methods, accessors, constructors and generators are no steps and stay as they are.
 * R5. Lines and columns are those of the original source, from 1.
 *
 * `arguments` is always the method's own: class bodies are strict code, which may not bind that name.
 */
export function tagReturns(compiler: typeof ts, file: string): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (source) => {
    const { factory } = context;
    let tagged = false;

    const visit = (node: ts.Node): ts.Node =>
      compiler.visitEachChild(node, compiler.isClassLike(node) ? visitMember : visit, context);

    const visitMember = (member: ts.Node): ts.Node => {
      if (!compiler.isMethodDeclaration(member) || !isTagged(member)) return visit(member);
      const { body } = member;
      const isAsync = has(member, compiler.SyntaxKind.AsyncKeyword);
      const visitPart = (part: ts.Node) => (body && part === body ? tagBody(body, isAsync) : visit(part));
      return compiler.visitEachChild(member, visitPart, context);
    };

    const isTagged = (method: ts.MethodDeclaration) =>
      !method.asteriskToken && !has(method, compiler.SyntaxKind.StaticKeyword);

    const has = (method: ts.MethodDeclaration, modifier: ts.SyntaxKind) =>
      method.modifiers?.some(({ kind }) => kind === modifier) ?? false;

    const tagBody = (body: ts.Block, isAsync: boolean): ts.Block => {
      tagged = true;
      const visitInside = (node: ts.Node): ts.Node => {
        if (compiler.isFunctionLike(node) || compiler.isClassLike(node)) return visit(node);
        const inner = compiler.visitEachChild(node, visitInside, context);
        if (!compiler.isReturnStatement(inner)) return inner;
        const value = inner.expression ?? factory.createVoidZero();
        const rest = [value, isAsync && inner.expression ? factory.createTrue() : factory.createFalse()];
        const given = compiler.isReturnStatement(node) ? node.expression : undefined;
        const name = given ? nameIn(compiler, given) : null;
        if (name !== null) rest.push(factory.createStringLiteral(shortened(name.getText(source))));
        return factory.updateReturnStatement(inner, tell(node.getStart(source), rest, node));
      };
      const inner = compiler.visitEachChild(body, visitInside, context);
      const last = body.statements.at(-1);
      if (last && (compiler.isReturnStatement(last) || compiler.isThrowStatement(last))) return inner;
      const end = factory.createExpressionStatement(
        tell(body.end - 1, [], { pos: body.end - 1, end: body.end }),
      );
      return factory.updateBlock(inner, [...inner.statements, end]);
    };

    const tell = (at: number, rest: readonly ts.Expression[], range: ts.TextRange) => {
      const { line, character } = source.getLineAndCharacterOfPosition(at);
      const call = factory.createCallExpression(factory.createIdentifier(tellName), undefined, [
        factory.createElementAccessExpression(factory.createIdentifier('arguments'), 1),
        factory.createNumericLiteral(line + 1),
        factory.createNumericLiteral(character + 1),
        ...rest,
      ]);
      // Without a place of their own, such nodes would be stepped through as part of the statement before them.
      return compiler.setSourceMapRange(call, range);
    };

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

/** The expression, where it can only be undefined because a name is not there. A call may well give nothing, as `a?.b` may. */
function nameIn(compiler: typeof ts, expression: ts.Expression): ts.Expression | null {
  if (compiler.isPropertyAccessExpression(expression) || compiler.isElementAccessExpression(expression)) {
    return compiler.isOptionalChain(expression) ? null : expression;
  }
  if (compiler.isConditionalExpression(expression)) {
    const { whenTrue, whenFalse } = expression;
    return nameIn(compiler, whenTrue) && nameIn(compiler, whenFalse) && expression;
  }
  const isAround =
    compiler.isParenthesizedExpression(expression) ||
    compiler.isAsExpression(expression) ||
    compiler.isSatisfiesExpression(expression) ||
    compiler.isNonNullExpression(expression);
  return isAround ? nameIn(compiler, expression.expression) : null;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

const tellName = '__backstepReturn';

/**
 * A function declaration rather than a constant: in an import cycle, a module's functions are called before it has run.
 * An identifier is printed as it is, and so carries the whole text.
 */
function tellFunction(factory: ts.NodeFactory, file: string): ts.Statement {
  const text = `function ${tellName}(context, line, column, value, isAsync, name) {
    if (!context) return value;
    const missing = value === undefined ? name : undefined;
    const tell = () => globalThis[Symbol.for("backstep.return")]?.(context, ${JSON.stringify(file)}, line, column, missing);
    tell();
    if (isAsync && value instanceof Promise) value.then(tell, () => {});
    return value;
  }`;
  return factory.createExpressionStatement(factory.createIdentifier(text.replace(/\n\s*/g, ' ')));
}
