import assert from 'node:assert/strict';
import { graphOf, nodeOf, titleOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { type Theme, themes } from './harness/workbench.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

scenario('shows the graph beside the code from the button in the title bar', async (code) => {
  const { editor, workbench } = code;
  await editor.open('answer-refinement.ts');
  await editor.pressTitleButton('Show State Graph');
  const graph = await graphOf(code);
  for (const state of ['START', 'GENERATED', 'CHECKED', 'REFINED', 'END']) {
    await nodeOf(graph, state).waitFor();
  }
  await eventually('the title', async () => (await titleOf(code)) === 'AnswerRefinement');
  await eventually('a tab beside that of the code', async () => (await workbench.openTabs()).length >= 2);
});

for (const theme of Object.keys(themes) as Theme[]) {
  scenario(`is legible in ${theme}`, async ({ workbench }) => {
    await workbench.setTheme(theme);
    await workbench.screenshot(`graph-${theme}`);
  });
}

scenario('goes to the code of a state that is clicked', async (code) => {
  await code.workbench.setTheme('dark');
  const graph = await graphOf(code);
  // The picture may be drawn anew under the pointer.
  await eventually('the cursor at the step', async () => {
    await nodeOf(graph, 'REFINED').click({ timeout: 5_000 });
    const isThere = async () => (await code.workbench.statusBar()).some((text) => text.startsWith('Ln 49,'));
    return await eventually('it', isThere, 5_000);
  });
});

scenario('sets and removes real breakpoints, and shows those of the gutter', async (code) => {
  const { editor } = code;
  const graph = await graphOf(code);
  await nodeOf(graph, 'REFINED').focus();
  await nodeOf(graph, 'REFINED').press('F9');
  await eventually('a breakpoint at the step', async () =>
    (await editor.breakpoints()).some(({ line }) => line === 49),
  );
  await editor.toggleBreakpoint(49);
  await eventually('no breakpoint', async () => (await editor.breakpoints()).length === 0);
  await editor.toggleBreakpoint(40);
  await eventually(
    'a dot at CHECKED',
    async () => (await nodeOf(graph, 'CHECKED').locator('.dot').count()) > 0,
  );
  await code.workbench.screenshot('graph-breakpoint');
  await editor.toggleBreakpoint(40);
});

scenario('follows the code as it is typed', async (code) => {
  const { editor } = code;
  const graph = await graphOf(code);
  await editor.replaceLine(8, "  REFINED = 'REFINED', POLISHED = 'POLISHED',");
  await nodeOf(graph, 'POLISHED').waitFor();
});

scenario('keeps the picture while the code does not parse', async (code) => {
  const { editor } = code;
  const graph = await graphOf(code);
  await editor.replaceLine(8, "  REFINED = 'REFINED',");
  await nodeOf(graph, 'POLISHED').waitFor({ state: 'detached' });
  await editor.replaceLine(30, '    session.question = = input;');
  const reason = graph.getByText(/does not parse/);
  await reason.waitFor();
  await nodeOf(graph, 'REFINED').waitFor();
  await code.workbench.screenshot('graph-syntax-error');
  await editor.replaceLine(30, "    session.question = input?.question ?? 'What is durable execution?';");
  await reason.waitFor({ state: 'hidden' });
});

scenario('turns to the workflow of the file that is opened', async (code) => {
  await code.editor.open('answer-refinement-endless.ts');
  await eventually('the other graph', async () => (await titleOf(code)) === 'EndlessRefinement');
  assert.deepEqual(code.errors(), []);
});

scenario('is there again when the window is reloaded', async (code) => {
  await code.page.reload();
  await code.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 120_000 });
  const graph = await code.webviewWith('.view .stage .node', 120_000);
  await nodeOf(graph, 'REFINED').waitFor();
});
