import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

scenario('shows what can be done with a workflow above its class', async ({ editor, workbench }) => {
  await editor.open('answer-refinement.ts');
  // What leads nowhere is text and not a link: nothing leads to the start.
  const expected = ['Debug', 'Run', 'Graph', '1 out', '1 in', '1 out'];
  await eventually('the CodeLenses', async () => {
    const seen = (await editor.codeLenses()).slice(0, 6);
    if (!isDeepStrictEqual(seen, expected)) throw new Error(`there are ${seen.join(' | ')}`);
    return true;
  });
  await workbench.screenshot('editor-codelenses');
});

scenario('underlines a mistake as it is typed, before it is saved', async ({ editor, workbench }) => {
  await editor.replaceLine(37, '    return State.CHEKED;');
  const problem = await eventually('a problem of Backstep', async () =>
    (await workbench.problems()).find((text) => text.includes('Backstep')),
  );
  assert.match(problem, /CHEKED/);
  await workbench.screenshot('editor-problem');
});

scenario('takes the problem away when it is mended', async ({ editor, workbench }) => {
  await editor.open('answer-refinement.ts');
  await editor.replaceLine(37, '    return State.CHECKED;');
  await eventually('no problem', async () => !(await workbench.problems()).join().includes('Backstep'));
});

scenario('offers the commands of a workflow in the palette', async ({ workbench }) => {
  for (const title of ['Show State Graph', 'Debug Workflow', 'Run Workflow without Debugging']) {
    // The palette shows no more than fits: each is looked for by its name.
    await eventually(title, async () =>
      (await workbench.findCommands(`Backstep: ${title}`)).includes(`Backstep: ${title}`),
    );
  }
});

scenario('hides its CodeLenses when the setting says so', async ({ editor, workbench }) => {
  await workbench.changeSettings({ 'backstep.codeLens': false });
  await eventually('no CodeLens', async () => (await editor.codeLenses()).length === 0);
  await workbench.changeSettings({ 'backstep.codeLens': true });
  await eventually('CodeLenses again', async () => (await editor.codeLenses()).includes('Graph'));
});

scenario('has nothing to say about files without a workflow', async ({ editor, errors }) => {
  await editor.open('stand-in-model.ts');
  assert.deepEqual(await editor.codeLenses(), []);
  assert.deepEqual(errors(), []);
});
