/** What a folder may import: other folders or single files of the repository, and packages. */
export interface Row {
  readonly places: readonly string[];
  /** Places from which only types may come, so that nothing of them is in the running program. */
  readonly typesOf?: readonly string[];
  readonly packages: readonly string[];
}

const nodeItself = 'node:';

/**
 * The import table. It is an allow-list: a folder that is not named here may not hold code, and one that is may import
 * what its row says and its own files. A longer place wins over a shorter one.
 */
export const importTable: Readonly<Record<string, Row>> = {
  'runtime/dist.ts': { places: [], packages: [nodeItself] },
  'runtime/folder.ts': { places: [], packages: [nodeItself] },
  'runtime/index.ts': { places: ['runtime/language'], typesOf: ['runtime/engine'], packages: [] },
  'runtime/language': { places: [], packages: [] },
  'runtime/model': { places: [], typesOf: ['runtime/language'], packages: [] },
  'runtime/extract': {
    places: [
      'runtime/model',
      'runtime/language/optionNames.ts',
      'runtime/language/stateName.ts',
      'runtime/dist.ts',
      'runtime/folder.ts',
    ],
    packages: [nodeItself, 'ts-morph'],
  },
  'runtime/engine': {
    places: ['runtime/language', 'runtime/model', 'runtime/dist.ts'],
    packages: [nodeItself],
  },
  'runtime/recording': {
    places: ['runtime/language', 'runtime/model', 'runtime/dist.ts', 'runtime/folder.ts'],
    packages: [nodeItself, 'sql.js'],
  },
  'runtime/host': {
    places: [
      'runtime/language',
      'runtime/model',
      'runtime/engine',
      'runtime/extract/cacheFolder.ts',
      'runtime/extract/compiler.ts',
      'runtime/dist.ts',
      'runtime/folder.ts',
    ],
    packages: [nodeItself],
  },
  'runtime/adapter': {
    places: ['runtime/language', 'runtime/model', 'runtime/recording', 'runtime/extract', 'runtime/dist.ts'],
    packages: [nodeItself, '@vscode/debugadapter', '@vscode/debugprotocol'],
  },
  'runtime/worker': {
    places: ['runtime/model', 'runtime/extract', 'runtime/recording', 'runtime/dist.ts'],
    packages: [nodeItself],
  },
  'runtime/cli': { places: ['runtime'], packages: [nodeItself] },
  // A picture on paper is planned, measured and arranged by the same code as the one on the screen: by those files of
  // the webview that touch no DOM, which the compiler holds, since it checks them here without the DOM's types.
  'runtime/cli/svg': {
    places: [
      'runtime/dist.ts',
      'webview/caption.ts',
      'webview/figure.ts',
      'webview/geometry.ts',
      'webview/iconShape.ts',
      'webview/label.ts',
      'webview/layering.ts',
      'webview/nodeShape.ts',
      'webview/nodeWords.ts',
      'webview/plan.ts',
      'webview/route.ts',
      'webview/shape.ts',
    ],
    typesOf: ['runtime/model'],
    packages: [nodeItself],
  },
  extension: {
    places: ['runtime/model'],
    typesOf: ['runtime/language'],
    packages: [nodeItself, 'vscode'],
  },
  // Of the running program, a page shares with the other processes how a name is shown, what a breakpoint on a line stops
  // at, how spendings add up, and how a time is told; nothing else.
  webview: {
    places: [
      'runtime/model/graph.ts',
      'runtime/model/heat.ts',
      'runtime/model/legible.ts',
      'runtime/model/moment.ts',
    ],
    typesOf: ['runtime/model', 'runtime/language'],
    packages: ['elkjs'],
  },
  examples: { places: [], packages: [nodeItself, 'backstep'] },
};

/** Packages that have one owner each: everything else reaches what they do through that folder. */
export const owners: Readonly<Record<string, string>> = {
  'ts-morph': 'runtime/extract',
  'sql.js': 'runtime/recording',
  '@vscode/debugadapter': 'runtime/adapter',
  '@vscode/debugprotocol': 'runtime/adapter',
  elkjs: 'webview',
  vscode: 'extension',
};
