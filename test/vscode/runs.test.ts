import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { graphOf, nodeOf } from './graphPage.ts';
import { chooseFromMenu } from './harness/contextMenu.ts';
import { eventually } from './harness/eventually.ts';
import { clickRow, type Row, rowAt, rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

function runsView({ page }: VsCode) {
  return page.getByRole('tree', { name: 'Workflow Runs' });
}

async function replay(code: VsCode): Promise<void> {
  const open = () => clickRow(runsView(code), /^AnswerRefinement/, { button: 'right' });
  await chooseFromMenu(code.page, open, 'Replay Run');
}

async function runs(code: VsCode): Promise<readonly Row[]> {
  return await rowsOf(runsView(code));
}

scenario('lists a run that was started without debugging', async (code) => {
  const { editor, workbench } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Run'));
  await editor.pressCodeLens('Run');
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  // How long its steps took is read from the recording, after the row is there.
  await eventually('the run, with how long it took', async () =>
    (await runs(code)).find(({ label }) =>
      /^AnswerRefinement, done, \d+ steps · [\d.]+ m?s · just now/.test(label),
    ),
  );
  await workbench.screenshot('runs-view');
});

scenario(
  'opens a run that is clicked as a page, starts nothing, and leaves the focus in the list',
  async (code) => {
    const { page } = code;
    await clickRow(runsView(code), /^AnswerRefinement/);
    const recording = await code.webviewWith('.recording h1');
    await recording.getByText('CHECKED → REFINED').first().waitFor();
    assert.equal(await page.locator('.debug-toolbar:visible').count(), 0);
    await eventually('the focus in the list', () =>
      runsView(code).evaluate((tree) => tree.contains(document.activeElement)),
    );
    await code.workbench.screenshot('runs-clicked');
  },
);

scenario('replays a run, forwards and backwards, without its code', async (code) => {
  const { debug, workbench, workspace } = code;
  // Only a recording can be replayed when the service that the workflow needs is gone.
  await rm(path.join(workspace, 'stand-in-model.ts'));
  await replay(code);
  await debug.untilPaused();
  await workbench.runCommand('Backstep: Show State Graph');
  await debug.press('Step Over');
  await untilPlace(code, /: GENERATED · step 1/);
  await debug.press('Step Over');
  await untilPlace(code, /: CHECKED · step 2/);
  const graph = await graphOf(code);
  const current = graph.locator('.node.current');
  await eventually('CHECKED', async () => (await current.textContent())?.includes('CHECKED') === true);
  await debug.press('Step Back');
  await eventually('GENERATED', async () => (await current.textContent())?.includes('GENERATED') === true);
  await eventually('the status bar', async () =>
    (await workbench.statusBar()).includes('Backstep: GENERATED · step 1/8 · replay'),
  );
  // A move that VS Code did not ask for: what it shows is of the place where it led all the same.
  await debug.evaluate(':at 5');
  await eventually('the header of the Call Stack', async () => {
    const title = await debug.stackTitle();
    if (!title.startsWith('REFINED · step 5 of 8')) throw new Error(`it says ${title}`);
    return true;
  });
  await debug.untilVariable(['Session', 'rounds'], '1');
  await workbench.screenshot('runs-replay');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('names what cannot be read, and why', async (code) => {
  const { workbench, workspace } = code;
  await writeFile(path.join(workspace, '.backstep', 'runs', 'notes.sqlite'), 'These are notes.');
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  await eventually('the unreadable file', async () =>
    (await runs(code)).some(({ text }) => text.includes('notes.sqlite')),
  );
  await workbench.screenshot('runs-unreadable');
});

scenario('forgets a recording that is removed', async (code) => {
  await rm(path.join(code.workspace, '.backstep', 'runs', 'notes.sqlite'));
  await eventually(
    'its row to go',
    async () => !(await runs(code)).some(({ text }) => text.includes('notes.sqlite')),
  );
});

scenario('draws the graph of a replayed run from the recording where its file is gone', async (code) => {
  const { debug, workbench, workspace } = code;
  await workbench.runCommand('View: Close All Editors');
  await rm(path.join(workspace, 'answer-refinement.ts'));
  await replay(code);
  await debug.untilPaused();
  await workbench.runCommand('Backstep: Show State Graph');
  await nodeOf(await graphOf(code), 'REFINED').waitFor();
  await workbench.screenshot('runs-without-file');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('deletes a recording when asked twice', async (code) => {
  const { page } = code;
  const question = page.locator('.monaco-dialog-box');
  // A click gets lost when the list is made anew under it, as it is after a session has ended.
  await eventually('the question', async () => {
    if (await question.isVisible()) return true;
    const [first] = await runs(code);
    assert.ok(first);
    const row = rowAt(runsView(code), first);
    await row.hover({ timeout: 5_000 });
    await row.getByRole('button', { name: 'Delete Run' }).click({ timeout: 5_000 });
    await question.waitFor({ timeout: 5_000 });
    return true;
  });
  await code.workbench.screenshot('runs-delete');
  await question.getByRole('button', { name: 'Delete' }).click();
  await eventually('an empty view', async () => (await runs(code)).length === 0);
  await eventually(
    'an empty folder',
    async () => (await readdir(path.join(code.workspace, '.backstep', 'runs'))).length === 0,
  );
  assert.deepEqual(code.errors(), []);
});
