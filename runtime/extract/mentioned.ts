import { Script } from 'node:vm';
import { compiler, type ts } from './compiler.ts';

/** What a JavaScript expression names, beside what it declares itself. */
export interface Mentioned {
  /** Each a name that is free in it and the members that follow, as far as they are written out: `['session', 'user', 'name']`. */
  readonly paths: readonly (readonly string[])[];
  /** Texts that a name is compared with: `state === 'DONE'`. */
  readonly compared: readonly { readonly name: string; readonly text: string }[];
}

/** Reads an expression; what is none, such as statements, names nothing. */
export function mentionedIn(expression: string): Mentioned {
  const text = `(${expression}\n)`;
  if (!isSound(text)) return { paths: [], compared: [] };
  const { ts: typescript } = compiler();
  const source = typescript.createSourceFile('expression.js', text, typescript.ScriptTarget.ESNext);
  const paths: string[][] = [];
  const compared: { name: string; text: string }[] = [];
  const declared = new Set<string>();

  /** The path that a chain of members is, read from its end; null where it begins with anything but a name. */
  function pathOf(node: ts.Expression): string[] | null {
    if (typescript.isIdentifier(node)) return [node.text];
    if (typescript.isPropertyAccessExpression(node)) {
      const path = pathOf(node.expression);
      return path && [...path, node.name.text];
    }
    if (typescript.isElementAccessExpression(node)) {
      const path = pathOf(node.expression);
      const key = node.argumentExpression;
      return path && typescript.isStringLiteralLike(key) ? [...path, key.text] : null;
    }
    return null;
  }
  function visit(node: ts.Node): void {
    if (typescript.isIdentifier(node)) {
      paths.push([node.text]);
      return;
    }
    if (typescript.isPropertyAccessExpression(node) || typescript.isElementAccessExpression(node)) {
      const path = pathOf(node);
      if (path !== null) {
        paths.push(path);
        return;
      }
      visit(node.expression);
      if (typescript.isElementAccessExpression(node)) visit(node.argumentExpression);
      return;
    }
    // Nothing is wrong with asking whether there is a name.
    if (typescript.isTypeOfExpression(node) && typescript.isIdentifier(node.expression)) return;
    if (typescript.isPropertyAssignment(node)) {
      if (typescript.isComputedPropertyName(node.name)) visit(node.name);
      visit(node.initializer);
      return;
    }
    if (isDeclaration(node)) declare(node.name);
    if (typescript.isBinaryExpression(node)) compare(node.left, node.right);
    typescript.forEachChild(node, visit);
  }
  function isDeclaration(
    node: ts.Node,
  ): node is ts.ParameterDeclaration | ts.VariableDeclaration | ts.BindingElement {
    return (
      typescript.isParameter(node) ||
      typescript.isVariableDeclaration(node) ||
      typescript.isBindingElement(node)
    );
  }
  function declare(name: ts.BindingName): void {
    if (typescript.isIdentifier(name)) declared.add(name.text);
  }
  function compare(left: ts.Expression, right: ts.Expression): void {
    const sides = [left, right] as const;
    for (const [name, text] of [sides, [right, left] as const]) {
      if (!typescript.isIdentifier(name) || !typescript.isStringLiteralLike(text)) continue;
      compared.push({ name: name.text, text: text.text });
    }
  }

  visit(source);
  const isFree = (name: string | undefined): boolean => name !== undefined && !declared.has(name);
  return {
    paths: paths.filter(([name]) => isFree(name)),
    compared: compared.filter(({ name }) => isFree(name)),
  };
}

/** The compiler makes something of any text. Nothing is run. */
function isSound(text: string): boolean {
  try {
    return new Script(text) !== null;
  } catch {
    return false; // Whoever evaluates it tells what is wrong with it.
  }
}
