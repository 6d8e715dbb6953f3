import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { distFile } from '../../dist.ts';

const typeScript = /\.[cm]?tsx?$/;
const plainJavaScript = /\.[cm]?jsx?$/;
/** A line that starts with a decorator, in a file that has a class. Being wrong costs a transpilation, nothing else. */
const decoratorLine = /^[ \t]*@[\p{ID_Start}$_(]/mu;

export function isTypeScript(file: string): boolean {
  return typeScript.test(file);
}

export function isJavaScript(file: string): boolean {
  return plainJavaScript.test(file);
}

/** Whether the file must go through the compiler before Node can run it. */
export function needsTranspiling(file: string, source: string): boolean {
  if (isTypeScript(file) || file.endsWith('.jsx')) return true;
  return isJavaScript(file) && !isInstalled(file) && decoratorLine.test(source) && source.includes('class');
}

const ownFolder = path.dirname(distFile('dist.js')) + path.sep;

/** Whether the file belongs to an installed package, this one included, rather than to the user's own sources. */
export function isInstalled(file: string): boolean {
  return file.split(path.sep).includes('node_modules') || file.startsWith(ownFolder);
}

export function isFile(file: string): boolean {
  // What is not there may be so in many ways, a file on the way to it or a name too long among them.
  return existsSync(file) && statSync(file).isFile();
}

/** The nearest file of that name in the folder or one above it; null when there is none. */
export function findUp(folder: string, name: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, name);
    if (path.basename(at) !== 'node_modules' && isFile(file)) return file;
    if (path.dirname(at) === at || path.basename(at) === 'node_modules') return null;
  }
}
