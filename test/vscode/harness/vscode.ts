import type { Frame, Page } from 'playwright-core';
import { createDebugView, type DebugView } from './debugView.ts';
import { createEditor, type Editor } from './editor.ts';
import { isNoise } from './noise.ts';
import { webviewWith } from './webviews.ts';
import { openWindow, type WindowOptions } from './window.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

export interface VsCode {
  readonly page: Page;
  /** The opened folder: a copy, free to be changed. */
  readonly workspace: string;
  readonly workbench: Workbench;
  readonly editor: Editor;
  readonly debug: DebugView;
  /** The frame of the webview that holds an element; waits until there is one. */
  webviewWith(selector: string, limit?: number): Promise<Frame>;
  /** Errors that the workbench and its extensions logged, without those of a VS Code that has no network. */
  errors(): readonly string[];
  forgetErrors(): void;
  /** Has the folder and the settings as in a window that is opened with these settings. */
  restore(settings: WindowOptions['settings']): Promise<void>;
  close(): Promise<void>;
}

/** Opens a real VS Code for a person, that is, for a test that does what a person does. */
export async function openVsCode(options: WindowOptions = {}): Promise<VsCode> {
  const errors: string[] = [];
  const { page, workspace, changeSettings, restore, close } = await openWindow(options, async (fresh) => {
    fresh.on('console', (message) => {
      const text = message
        .text()
        .replaceAll('%c', '')
        .replace(/^\s*ERR color: #f33\s*/, '');
      if (message.type() === 'error' && !isNoise(text)) errors.push(text);
    });
    fresh.on('pageerror', (error) => errors.push(String(error)));
  });
  try {
    const workbench = createWorkbench(page, changeSettings);
    // A theme that is set before the window opens loses to the browser's own preference.
    await workbench.setTheme('dark');
    return {
      page,
      workspace,
      workbench,
      editor: createEditor(page),
      debug: createDebugView(page, (title) => workbench.runCommand(title)),
      webviewWith: (selector, limit) => webviewWith(page, selector, limit),
      errors: () => errors,
      forgetErrors: () => void errors.splice(0),
      restore,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
