import { graphOf, nodeOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode();

async function untilPlace({ workbench }: VsCode, expected: RegExp): Promise<void> {
  await eventually(`the status bar to say ${expected.source}`, async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Backstep: ') && expected.test(text)),
  );
}

scenario('runs to a state from the palette', async (code) => {
  const { debug, editor, workbench } = code;
  await editor.open('answer-refinement-endless.ts');
  await workbench.runCommand('Backstep: Show State Graph');
  await graphOf(code);
  await debug.pressF5();
  await debug.untilPaused();
  await workbench.answer('Backstep: Run to Here', { pick: 'REFINED' });
  await untilPlace(code, /REFINED · step 3 /);
});

scenario('the menu of a state opens by keyboard, and its entries are commands', async (code) => {
  const { page, workbench } = code;
  await workbench.runCommand('Backstep: Focus the Graph');
  const graph = await graphOf(code);
  const node = nodeOf(graph, 'CHECKED');
  const entry = page.locator('.context-view .action-label', { hasText: 'Go to the Last Time Here' }).first();
  // The command may still be giving the focus to the graph.
  await eventually('the menu', async () => {
    await node.focus();
    await page.keyboard.press('Shift+F10');
    await entry.waitFor({ timeout: 3_000 });
    return true;
  });
  await workbench.screenshot('picture-menu');
  await page.keyboard.press('Escape');
  // A menu gives the focus back as it goes, and that would close what is opened meanwhile.
  await entry.waitFor({ state: 'hidden' });
  await workbench.answer('Backstep: Go to the Last Time Here', { pick: 'CHECKED' });
  await untilPlace(code, /CHECKED · step 2.*following/);
  await workbench.answer('Backstep: Toggle Breakpoint', { pick: 'REFINED' });
  await eventually(
    'the breakpoint',
    async () => (await nodeOf(graph, 'REFINED').locator('.dot').count()) > 0,
  );
});

scenario('two steps in the diff editor', async (code) => {
  const { workbench, page } = code;
  await workbench.answer('Backstep: Compare Session with Current Step', {
    type: '1',
    asked: 'for the start to',
  });
  await page.locator('.monaco-diff-editor').first().waitFor();
  await eventually('the title', async () =>
    (await page.locator('.tab .label-name').allTextContents()).some((text) =>
      text.startsWith('Session: step 1'),
    ),
  );
  await workbench.screenshot('picture-diff');
});
