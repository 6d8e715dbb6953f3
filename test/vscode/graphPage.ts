import type { Frame, Locator } from 'playwright-core';
import type { VsCode } from './harness/vscode.ts';

/** The frame of the graph's page, once it has drawn its states. */
export async function graphOf({ webviewWith }: VsCode): Promise<Frame> {
  return await webviewWith('.view .stage .node');
}

/** The box of a state. */
export function nodeOf(graph: Frame, state: string): Locator {
  return graph.locator('.node').filter({ has: graph.getByText(state, { exact: true }) });
}

/** The workflow that the graph shows. */
export async function titleOf(code: VsCode): Promise<string> {
  return (await (await graphOf(code)).locator('.header .title').textContent()) ?? '';
}
