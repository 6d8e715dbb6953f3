import path from 'node:path';
import type { ts } from 'ts-morph';

/** A piece of a source file; lines and columns count from 1. */
export interface Range {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function rangeOf(node: ts.Node): Range {
  return rangeBetween(node.getSourceFile(), node.getStart(), node.getEnd());
}

export function rangeBetween(tree: ts.SourceFile, from: number, to: number): Range {
  const start = tree.getLineAndCharacterOfPosition(from);
  const end = tree.getLineAndCharacterOfPosition(to);
  return {
    file: path.normalize(tree.fileName),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

export function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}
