import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { findBrowser } from '../../../scripts/vscode/browser.mjs';
import { installVsCode } from '../../../scripts/vscode/install.mjs';
import { startVsCodeServer, workbenchAddress } from '../../../scripts/vscode/server.mjs';
import { createDebugView, type DebugView } from './debugView.ts';
import { createEditor, type Editor } from './editor.ts';
import { webviewWith } from './webviews.ts';
import { createWorkbench, type Workbench } from './workbench.ts';
import { createWorkspace, repository } from './workspace.ts';

export interface VsCodeOptions {
  /** The folder of the repository whose copy is opened; `examples` unless given. */
  readonly copyOf?: string;
  /** False leaves out node_modules/backstep, as for a lone file. */
  readonly installed?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False opens the folder in Restricted Mode. */
  readonly trusted?: boolean;
  /** The folder of an extension under development: this repository unless given. */
  readonly extension?: string;
}

export interface VsCode {
  readonly page: Page;
  /** The opened folder: a copy, free to be changed. */
  readonly workspace: string;
  readonly workbench: Workbench;
  readonly editor: Editor;
  readonly debug: DebugView;
  webviewWith(selector: string, limit?: number): Promise<Frame>;
  /** Errors that the workbench and its extensions logged, without those of a VS Code that has no network. */
  errors(): readonly string[];
  close(): Promise<void>;
}

/** Complaints of the server about parts that it does without, and about services that a test does not reach. */
const knownNoise = [
  /Failed to load resource/,
  /Could not locate the bindings file/,
  /build\/Release\/watchdog/,
  /Service ?Worker/i,
  /HTTP response code \(404\) was received when fetching the script/,
  /An unknown error occurred\. Please consult the log/,
  /authentication provider/,
  /ERR_NAME_NOT_RESOLVED|ENOTFOUND|ERR_INTERNET_DISCONNECTED/,
];

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a real VS Code on a copy of a folder, with fresh data, and shows it in a browser. */
export async function openVsCode(options: VsCodeOptions = {}): Promise<VsCode> {
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
    const server = await startVsCodeServer({
      installation,
      dataDir: workspace.dataDir,
      settings: { 'editor.minimap.enabled': false, ...settings },
      trustEverything: trusted,
      // No marketplace: nothing is looked up, suggested or installed behind a test's back.
      env: { EXTENSIONS_GALLERY: '{}' },
    });
    cleanups.push(() => server.stop());
    const browser = await launch(executablePath);
    cleanups.push(() => browser.close());

    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    const errors: string[] = [];
    page.on('console', (message) => {
      const text = message
        .text()
        .replaceAll('%c', '')
        .replace(/^\s*ERR color: #f33\s*/, '');
      if (message.type() === 'error' && !knownNoise.some((noise) => noise.test(text))) errors.push(text);
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(workbenchAddress(server, { folder: workspace.folder, extension }));
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });

    const workbench = createWorkbench(page, server.changeSettings);
    // A theme that is set before the window opens loses to the browser's own preference.
    await workbench.setTheme('dark');
    return {
      page,
      workspace: workspace.folder,
      workbench,
      editor: createEditor(page),
      debug: createDebugView(page, (title) => workbench.runCommand(title)),
      webviewWith: (selector, limit) => webviewWith(page, selector, limit),
      errors: () => errors,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function launch(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, args: browserArguments });
}
