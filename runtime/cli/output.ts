import type { Writable } from 'node:stream';

/**
 * Writes to standard output, also when `quietConsole` sends what others write there to standard error.
 *
 * @param onWritten called when it is on its way out of the process
 */
export function print(text: string, onWritten: () => void = () => undefined): void {
  const { stdout } = process;
  // The method of its class, which nobody replaces: that of the object may not be it.
  const { write } = Object.getPrototypeOf(stdout) as Writable;
  write.call(stdout, text, 'utf8', onWritten);
}

/** The one document of `--json`. */
export function printJson(document: object): void {
  print(`${JSON.stringify(document)}\n`);
}
