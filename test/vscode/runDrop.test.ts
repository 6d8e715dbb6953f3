import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { repository } from './harness/workspace.ts';

const { scenario } = inRealVsCode();

function runsView({ page }: VsCode) {
  return page.getByRole('tree', { name: 'Workflow Runs' });
}

/** Drops a file on the Runs view, as the system does for one that is dragged in from outside of the window. */
async function drop(code: VsCode, name: string, content: Buffer): Promise<void> {
  await runsView(code).evaluate(
    (tree, file) => {
      const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], file.name));
      const { left, top, width } = tree.getBoundingClientRect();
      const [clientX, clientY] = [left + width / 2, top + 5];
      const target = document.elementFromPoint(clientX, clientY) ?? tree;
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(
          new DragEvent(type, { bubbles: true, cancelable: true, clientX, clientY, dataTransfer }),
        );
      }
    },
    { name, content: content.toString('base64') },
  );
}

/** A recording that was made somewhere else. */
function recordedElsewhere({ workspace }: VsCode): { readonly name: string; readonly content: Buffer } {
  const home = mkdtempSync(path.join(tmpdir(), 'backstep-drop-'));
  try {
    const cli = path.join(repository, 'dist', 'cli.js');
    const words = [cli, 'run', path.join(workspace, 'answer-refinement.ts'), '--record', home];
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: home, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const name = readdirSync(home).find((file) => file.endsWith('.sqlite'));
    assert.ok(name);
    return { name, content: readFileSync(path.join(home, name)) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

scenario('a recording that is dropped on the Runs view is imported', async (code) => {
  const { editor, workbench, workspace } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  // What is dropped falls on the list, which an empty view has not.
  await editor.pressCodeLens('Run');
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  const untilRuns = (count: number) =>
    eventually(`${count} runs`, async () => {
      const rows = await rowsOf(runsView(code));
      return rows.length === count && rows.every(({ label }) => label.startsWith('AnswerRefinement, done,'));
    });
  await untilRuns(1);
  const { name, content } = recordedElsewhere(code);
  await drop(code, name, content);
  await untilRuns(2);
  assert.ok(readdirSync(path.join(workspace, '.backstep', 'runs')).includes(name));
  await workbench.screenshot('runs-dropped');
});

scenario('what is no recording is refused, with the reason', async (code) => {
  const { workbench, workspace } = code;
  await drop(code, 'notes.sqlite', Buffer.from('These are notes.'));
  await workbench.runCommand('Notifications: Show Notifications');
  await eventually('the reason', async () =>
    (await workbench.notifications()).some((text) => text.includes('Backstep cannot import notes.sqlite')),
  );
  assert.equal(readdirSync(path.join(workspace, '.backstep', 'runs')).length, 2);
  assert.deepEqual(
    code.errors().filter((text) => !text.includes('Backstep cannot import')),
    [],
  );
});
