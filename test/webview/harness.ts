import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { distFile } from '../../runtime/dist.ts';
import type { FromWebview, ToWebview } from '../../runtime/model/pageProtocol.ts';
import { findBrowser } from '../../scripts/vscode/browser.mjs';

export const themes = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;
export type Theme = (typeof themes)[number];

export interface Workbench {
  open(options?: OpenOptions): Promise<Webview>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** What an earlier page kept. */
  readonly state?: unknown;
  readonly reducedMotion?: boolean;
  /** The address that the layout script is announced under, which may be relative to that of the other files. */
  readonly layoutScript?: string;
}

/** A page as VS Code makes one for the graph: same shell, same policy, files from another origin. */
export interface Webview {
  readonly page: Page;
  send(message: ToWebview): Promise<void>;
  /** Everything the page has posted so far. */
  posted(): Promise<FromWebview[]>;
  /** What the page keeps for when it is shown again. */
  state(): Promise<unknown>;
  /** Errors of the page and violations of its policy. */
  readonly complaints: string[];
  close(): Promise<void>;
}

const assets: Readonly<Record<string, string>> = {
  'webview.js': 'text/javascript',
  'layout.js': 'text/javascript',
  'webview.css': 'text/css',
};

/** A file that is asked for and never comes. */
export const unanswered = 'unanswered.js';

export async function startWorkbench(): Promise<Workbench> {
  const shells = new Map<string, { readonly html: string; readonly policy: string }>();
  const files = await serve(async (request, response) => {
    const name = (request.url ?? '').slice(1);
    if (name === unanswered) return;
    const type = assets[name];
    if (!type) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' });
    response.end(await readFile(distFile(name)));
  });
  const documents = await serve((request, response) => {
    const shell = shells.get((request.url ?? '').slice(1));
    if (!shell) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': shell.policy });
    response.end(shell.html);
  });
  const browser: Browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--force-color-profile=srgb',
    ],
  });
  let pages = 0;

  return {
    async open({
      theme = 'dark',
      width = 900,
      height = 760,
      state = null,
      reducedMotion = true,
      layoutScript = 'layout.js',
    } = {}) {
      const { kind, variables } = await readTheme(theme);
      const id = String(++pages);
      const nonce = `nonce${id}`;
      const origin = files.origin;
      shells.set(id, {
        policy: `default-src 'none'; img-src ${origin} data:; style-src ${origin}; font-src ${origin}; script-src 'nonce-${nonce}'; worker-src blob:; connect-src ${origin}`,
        html: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>State graph</title>
          <link rel="stylesheet" href="${origin}/webview.css"></head>
          <body class="${kind}" data-layout="${new URL(layoutScript, origin)}">
          <script nonce="${nonce}">${surroundings(variables, state)}</script>
          <script nonce="${nonce}" src="${origin}/webview.js"></script></body></html>`,
      });
      const context = await browser.newContext({
        viewport: { width, height },
        reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        // Chromium asks for this by itself, and the policy has no word on it.
        if (message.type() === 'error' && !message.location().url.includes('favicon'))
          complaints.push(message.text());
      });
      await page.goto(`${documents.origin}/${id}`);
      return {
        page,
        complaints,
        // As an object, since JSON without end is too deep for the types of what a page takes.
        send: (message) =>
          page.evaluate((data: object) => void globalThis.postMessage(data, '*'), message as object),
        posted: () => page.evaluate('window.posted') as Promise<FromWebview[]>,
        state: () => page.evaluate('window.keptState'),
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      await Promise.all([files.close(), documents.close()]);
    },
  };
}

/** Sends a graph and waits until it is arranged. */
export async function show(
  webview: Webview,
  message: Omit<Extract<ToWebview, { type: 'graph' }>, 'type'>,
): Promise<void> {
  const before = await webview.page.locator('.stage').getAttribute('data-arranged');
  await webview.send({ type: 'graph', ...message });
  await webview.page.locator(`.stage[data-arranged="${Number(before ?? 0) + 1}"]`).waitFor();
}

async function readTheme(name: Theme): Promise<{ kind: string; variables: Record<string, string> }> {
  return JSON.parse(await readFile(new URL(`themes/${name}.json`, import.meta.url), 'utf8'));
}

/** What VS Code gives to every webview: its variables on the root element, and its API. */
function surroundings(variables: Record<string, string>, state: unknown): string {
  const fonts = {
    '--vscode-font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif',
    '--vscode-font-size': '13px',
    '--vscode-editor-font-family': '"Droid Sans Mono", monospace',
    '--vscode-editor-font-size': '14px',
  };
  return `
    for (const [name, value] of Object.entries(${JSON.stringify({ ...fonts, ...variables })})) {
      document.documentElement.style.setProperty(name, value);
    }
    window.posted = [];
    window.keptState = ${JSON.stringify(state)};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => { window.posted.push(message); },
      getState: () => window.keptState ?? undefined,
      setState: (state) => { window.keptState = JSON.parse(JSON.stringify(state)); },
    });`;
}

async function serve(listener: RequestListener): Promise<{ origin: string; close(): Promise<void> }> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
