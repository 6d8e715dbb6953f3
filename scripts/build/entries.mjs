/** Every bundle of the package: the file in `dist/` and the module that it starts from. */

/** Bundles that run on Node as ES modules. They share chunks, which is why they are built together. */
export const nodeEntries = {
  cli: 'runtime/cli/main.ts',
  expression: 'runtime/adapter/expressionProcess.ts',
  host: 'runtime/host/main.ts',
  hooks: 'runtime/host/hooks.ts',
  terminalGuard: 'runtime/host/terminalGuard.ts',
  worker: 'runtime/worker/main.ts',
};

/** The module that knows where `dist/` is: one file that all others import rather than carry. */
export const distEntry = 'runtime/dist.ts';

/** What a workflow author imports. It stands alone, so that a project which installs it loads one small file. */
export const authorEntry = 'runtime/index.ts';

export const extensionEntry = 'extension/main.ts';

/** Scripts for the webview, each self-contained: a webview's worker cannot import anything. */
export const webviewEntries = {
  webview: 'webview/main.ts',
  layout: 'webview/layout.ts',
  recording: 'webview/recording/main.ts',
  raster: 'webview/raster/main.ts',
};

/** Each page has one style sheet, made of those of a folder without the folders below it. */
export const webviewStyles = {
  webview: 'webview',
  recording: 'webview/recording',
};
