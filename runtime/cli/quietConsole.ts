import { Console } from 'node:console';

/** Sends what user code prints to stderr, so that stdout is one JSON document, which `print` writes. */
export function quietConsole(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const quiet = new Console(process.stderr);
  for (const name of [
    'log',
    'info',
    'debug',
    'dir',
    'dirxml',
    'table',
    'group',
    'groupCollapsed',
    'groupEnd',
    'count',
    'timeLog',
    'timeEnd',
    'time',
    'countReset',
  ] as const) {
    Reflect.set(console, name, quiet[name]);
  }
}
