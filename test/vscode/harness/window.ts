import { mkdir } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../../scripts/vscode/browser.mjs';
import { installVsCode } from '../../../scripts/vscode/install.mjs';
import { installExtension, startVsCodeServer, workbenchAddress } from '../../../scripts/vscode/server.mjs';
import { createWorkspace, repository } from './workspace.ts';

export interface WindowOptions {
  /** The folder of the repository whose copy is opened; `examples` unless given. */
  readonly copyOf?: string;
  /** False leaves out node_modules/backstep, as for a lone file. */
  readonly installed?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False opens the folder in Restricted Mode. */
  readonly trusted?: boolean;
  /** The folder of the extension under development: this repository unless given. */
  readonly extension?: string;
  /** A packed extension to install, instead of one under development. */
  readonly vsix?: string;
  /** A module that runs inside the extension host, for extension tests. */
  readonly tests?: string;
}

export interface Window {
  readonly page: Page;
  /** The opened folder: a copy, free to be changed. */
  readonly workspace: string;
  changeSettings(changed: Readonly<Record<string, unknown>>): Promise<void>;
  /** Has the folder and the settings as they were for a window that is opened with these settings. */
  restore(settings: WindowOptions['settings']): Promise<void>;
  /** Ends the browser and the server, and removes the copy. */
  close(): Promise<void>;
}

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long a browser, and VS Code in it, may take to open on a machine that has much else to do. */
const openingLimit = 120_000;
/** How long what is waited for, or clicked on, may take to come. */
const actionLimit = 60_000;

/** An editor that shows nothing twice, and that opens every file at its first line. */
const plainEditor = { 'editor.minimap.enabled': false, 'workbench.editor.restoreViewState': false };

/**
 * Starts a real VS Code on a copy of a folder, with fresh data, and shows it in a browser. `prepare` gets the page
 * before VS Code is in it.
 */
export async function openWindow(
  options: WindowOptions,
  prepare: (page: Page) => Promise<void>,
): Promise<Window> {
  const {
    copyOf = 'examples',
    installed = true,
    settings = {},
    trusted = true,
    extension = repository,
  } = options;
  const cleanups: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const installation = await installVsCode(repository);
    const executablePath = await findBrowser();
    const workspace = await createWorkspace({ copyOf, installed });
    cleanups.push(() => workspace.remove());
    if (options.vsix !== undefined) {
      await mkdir(workspace.dataDir, { recursive: true });
      await installExtension({ installation, dataDir: workspace.dataDir, vsix: options.vsix });
    }
    const server = await startVsCodeServer({
      installation,
      dataDir: workspace.dataDir,
      settings: { ...plainEditor, ...settings },
      trustEverything: trusted,
      // No marketplace: nothing is looked up, suggested or installed behind a test's back.
      env: { EXTENSIONS_GALLERY: '{}' },
    });
    cleanups.push(() => server.stop());
    const browser: Browser = await chromium.launch({
      executablePath,
      args: browserArguments,
      timeout: openingLimit,
    });
    cleanups.push(() => browser.close());

    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(actionLimit);
    page.setDefaultNavigationTimeout(openingLimit);
    await prepare(page);
    const developed = options.vsix === undefined ? extension : undefined;
    await page.goto(
      workbenchAddress(server, { folder: workspace.folder, extension: developed, tests: options.tests }),
    );
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: openingLimit });
    return {
      page,
      workspace: workspace.folder,
      changeSettings: server.changeSettings,
      async restore(wanted) {
        await server.setSettings({ ...plainEditor, ...wanted });
        await workspace.restore();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
