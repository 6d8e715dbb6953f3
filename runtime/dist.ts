import { fileURLToPath } from 'node:url';

/**
 * Absolute path of a file of the built package. Every bundle lies flat in `dist/`, so this module's own folder is it;
 * test builds import this module from there.
 */
export function distFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
