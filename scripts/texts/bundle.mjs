import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from 'ts-morph';
import { isForPeople } from './visible.mjs';

/** @typedef {{ readonly file: string, readonly line: number, readonly text: string }} Place */

/** Folders whose texts are read in VS Code. */
const folders = ['extension', 'webview'];

/** Whose arguments are not shown to anybody, or only in the log, which is written in one language. */
const silentCalls =
  /(^|\.)(querySelector(All)?|createElement|getContext|matchMedia|closest|matches|addEventListener)$|log\w*\.(trace|debug|info|warn|error)$|options\.log$/;

/**
 * Every text that is handed to `t`, as the JSON document that VS Code's tools for translation read; and every text for
 * people that is not.
 * @param {string} root
 * @returns {{ contents: string, count: number, untranslatable: readonly Place[] }}
 */
export function bundleOf(root) {
  /** @type {Set<string>} */
  const texts = new Set();
  /** @type {Place[]} */
  const untranslatable = [];
  for (const folder of folders) {
    for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (!name.endsWith('.ts') || name.endsWith('.d.ts')) continue;
      const file = path.join(folder, name);
      const source = ts.createSourceFile(
        file,
        readFileSync(path.join(root, file), 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      );
      const other = (/** @type {ts.Node} */ node, /** @type {string} */ text) => {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        if (isForPeople(file, text)) untranslatable.push({ file, line: line + 1, text });
      };
      ts.forEachChild(source, (node) => collect(node, texts, other));
    }
  }
  const sorted = [...texts].sort((a, b) => (a < b ? -1 : 1));
  const contents = `${JSON.stringify(Object.fromEntries(sorted.map((text) => [text, text])), null, 2)}\n`;
  return { contents, count: sorted.length, untranslatable };
}

/**
 * @param {ts.Node} node
 * @param {Set<string>} texts
 * @param {(node: ts.Node, text: string) => void} other
 */
function collect(node, texts, other) {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
  if (ts.isCallExpression(node)) {
    const called = node.expression.getText();
    if (silentCalls.test(called)) return;
    if (/(^|\.)t$/.test(called)) {
      const [text, ...values] = node.arguments;
      if (text !== undefined && ts.isStringLiteralLike(text)) texts.add(text.text);
      else other(node, `a text that is not written in one piece: ${node.getText()}`);
      for (const value of values) collect(value, texts, other);
      return;
    }
  }
  const isName =
    (ts.isPropertyAssignment(node.parent) && node.parent.name === node) || ts.isCaseClause(node.parent);
  if (ts.isStringLiteralLike(node)) {
    if (!isName) other(node, node.text);
  } else if (ts.isTemplateExpression(node)) {
    other(node, node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join(''));
  }
  ts.forEachChild(node, (child) => collect(child, texts, other));
}
