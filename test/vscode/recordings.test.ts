import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { chooseFromMenu } from './harness/contextMenu.ts';
import { eventually } from './harness/eventually.ts';
import { clickRow, type Row, rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { repository } from './harness/workspace.ts';

/** Nothing that is done here runs code, so all of it works in a folder that is not trusted. */
const { scenario } = inRealVsCode({ trusted: false });

function runsView({ page }: VsCode) {
  return page.getByRole('tree', { name: 'Workflow Runs' });
}

async function untilRows(
  code: VsCode,
  what: string,
  holds: (rows: readonly Row[]) => boolean,
): Promise<readonly Row[]> {
  return await eventually(what, async () => {
    const rows = await rowsOf(runsView(code));
    return holds(rows) && rows;
  });
}

/** Records a run as continuous integration would, outside of VS Code. */
function record({ workspace }: VsCode, ...words: readonly string[]): void {
  const cli = path.join(repository, 'dist', 'cli.js');
  const file = path.join(workspace, 'answer-refinement.ts');
  const { status, stderr } = spawnSync(process.execPath, [cli, 'run', file, ...words], {
    cwd: workspace,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
}

/** An entry of the menu of the first run. */
async function chooseFromMenuOfRun(code: VsCode, entry: string): Promise<void> {
  const open = () => clickRow(runsView(code), /^AnswerRefinement/, { button: 'right' });
  await chooseFromMenu(code.page, open, entry);
}

scenario('lists runs that were recorded elsewhere', async (code) => {
  record(code);
  record(code, '--input', '{"question":"Why is the sky blue?"}');
  await code.editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await code.editor.codeLenses()).includes('Graph'));
  await code.workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  await untilRows(
    code,
    'two runs',
    (rows) => rows.length === 2 && rows.every(({ label }) => /done/.test(label)),
  );
});

scenario('exports a graph as a picture', async (code) => {
  const { workbench, workspace } = code;
  const file = path.join(workspace, 'graph.png');
  await workbench.answer('Backstep: Export Graph…', { pick: 'PNG' }, { file });
  await eventually(
    'the picture',
    async () => existsSync(file) && (await readFile(file)).toString('latin1', 1, 4) === 'PNG',
  );
});

scenario('filters them by what is typed, and says when none is left', async (code) => {
  const { workbench, page } = code;
  await workbench.answer('Backstep: Filter Runs…', {
    type: 'nothing like this',
    asked: 'Filter Workflow Runs',
  });
  await page.getByText('No run matches the filter.').waitFor();
  await workbench.screenshot('recordings-filtered');
  await page.getByRole('button', { name: 'Clear Filter', exact: true }).first().click();
  await untilRows(code, 'all runs again', (rows) => rows.length === 2);
});

scenario('compares two runs: the first difference is told, the sessions stand side by side', async (code) => {
  const { workbench } = code;
  await workbench.answer(() => chooseFromMenuOfRun(code, 'Compare Runs'), { pick: /AnswerRefinement/ });
  await code.page.locator('.monaco-diff-editor').first().waitFor();
  // Under a test VS Code shows nothing in the corner; what it keeps for its list is the same.
  await workbench.runCommand('Notifications: Show Notifications');
  const told = await eventually('the difference in words', async () =>
    (await workbench.notifications()).find((text) => text.includes('began differently')),
  );
  assert.match(told, /input is \{ "question": "Why is the sky blue\?" \} in .*, null in /);
  await workbench.screenshot('recordings-compared');
  await workbench.runCommand('Notifications: Clear All Notifications');
});

scenario('opens a recording as a page, with its steps and what they changed', async (code) => {
  const { workbench, page } = code;
  await chooseFromMenuOfRun(code, 'Open Recording');
  const frame = await code.webviewWith('.recording h1');
  await frame.getByRole('button', { name: /^Step 2, GENERATED/ }).click();
  await frame.getByText('session.answer', { exact: true }).waitFor();
  await frame.getByText('1 model.complete').waitFor();
  await workbench.screenshot('recordings-page');
  await frame.getByRole('button', { name: 'Show Source' }).click();
  await page.locator('.tab.active[data-resource-name="source.ts"]').first().waitFor();
});

scenario('exports a run as a page that stands alone, in the folder that is open', async (code) => {
  const { workbench, workspace } = code;
  const file = path.join(workspace, 'exported.html');
  await workbench.answer(() => chooseFromMenuOfRun(code, 'Export Run…'), { pick: 'Page (HTML)' }, { file });
  await eventually(
    'the page',
    async () => existsSync(file) && (await readFile(file, 'utf8')).includes("default-src 'none'"),
  );
});

scenario('opens an exported recording by a double click', async (code) => {
  const { workbench, page, workspace } = code;
  await workbench.runCommand('View: Close All Editors');
  const runs = path.join(workspace, '.backstep', 'runs');
  const [name] = readdirSync(runs);
  assert.ok(name);
  // Out of the folder of runs, as it lies in somebody's downloads.
  await rename(path.join(runs, name), path.join(workspace, 'from-elsewhere.backstep.sqlite'));
  await workbench.runCommand('View: Show Explorer');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'from-elsewhere' }).dblclick();
  const frame = await code.webviewWith('.recording h1');
  await frame.getByText('AnswerRefinement').first().waitFor();
  await workbench.screenshot('recordings-double-click');
});

scenario('imports it into the folder of runs', async (code) => {
  const { workbench, workspace } = code;
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  await untilRows(code, 'one run', (rows) => rows.length === 1);
  const file = path.join(workspace, 'from-elsewhere.backstep.sqlite');
  await workbench.answer('Backstep: Import Runs…', { file });
  await untilRows(code, 'both runs', (rows) => rows.length === 2);
  assert.deepEqual(code.errors(), []);
});
