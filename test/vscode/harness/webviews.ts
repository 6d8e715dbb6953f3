import type { Frame, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** The frame of the webview that holds an element; each webview is a frame inside a frame. */
export async function webviewWith(page: Page, selector: string, limit?: number): Promise<Frame> {
  return await eventually(
    `a webview with ${selector}`,
    async () => {
      for (const frame of page.frames()) {
        if (frame.parentFrame() !== null && (await frame.locator(selector).count()) > 0) return frame;
      }
      return undefined;
    },
    limit,
  );
}
