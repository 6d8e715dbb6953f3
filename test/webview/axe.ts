import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Webview } from './harness.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Lets axe look at a page; what it finds that is serious fails. */
export async function examine(
  { page, complaints }: Pick<Webview, 'page' | 'complaints'>,
  view: string,
): Promise<void> {
  const own = complaints.length;
  // Through the debugger, as a person's browser extension would come in: the page's policy forbids it to load scripts.
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    readonly violations: readonly Finding[];
    readonly passes: readonly unknown[];
  };
  // axe styles what it measures with, which the page's policy refuses: that is no mistake of the page.
  complaints.splice(own);
  assert.ok(found.passes.length > 3, `axe checked next to nothing of ${view}`);
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const words = serious.map(
    ({ id, nodes }) => `${view}: ${id}: ${nodes[0]?.target.join(' ')}: ${nodes[0]?.failureSummary}`,
  );
  assert.deepEqual(words, []);
}
