import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { rowAt, rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

scenario('adds a state that a step goes to, with its step', async ({ editor, workbench, page }) => {
  await editor.open('answer-refinement.ts');
  await editor.replaceLine(37, '    return session.rounds > 9 ? State.REVIEWED : State.CHECKED;');
  await eventually('the problem', async () => (await workbench.problems()).join().includes('REVIEWED'));
  await editor.open('answer-refinement.ts');
  await editor.goToLine(37, 14);
  const menu = page.locator('.action-widget');
  await eventually('the quick fixes', async () => {
    await page.keyboard.press('Control+.');
    await page.waitForTimeout(1_000);
    if ((await menu.getByText('Add REVIEWED to State, with its step').count()) === 1) return true;
    await page.keyboard.press('Escape');
    return false;
  });
  await workbench.screenshot('editor-quick-fix');
  await menu.getByText('Add REVIEWED to State, with its step').click();
  await eventually('no problem', async () => !(await workbench.problems()).join().includes('Backstep'));
  await editor.open('answer-refinement.ts');
  await editor.goToLine(9);
  assert.match(await editor.visibleText(), /END = 'END',\n {2}REVIEWED = 'REVIEWED',\n\}/);
  await editor.goToLine(64);
  assert.match(
    await editor.visibleText(),
    /@step\(State\.REVIEWED\)\n {2}reviewed\(_: unknown, \{ session \}: Ctx\) \{/,
  );
  await workbench.screenshot('editor-quick-fix-done');
});

/** The Workflows view, whose rows are known by what a screen reader says of them. */
function workflowsTree({ page }: VsCode) {
  const tree = page.getByRole('tree', { name: 'Workflows', exact: true });
  const find = async (words: string) => (await rowsOf(tree)).find(({ label }) => label.startsWith(words));
  const row = async (words: string) => await eventually(`the row “${words}”`, async () => await find(words));
  const click = async (words: string): Promise<void> => {
    await rowAt(tree, await row(words)).click();
  };
  return {
    find,
    row,
    click,
    async expand(words: string): Promise<void> {
      await click(words);
      await eventually(`“${words}” to be open`, async () => {
        if ((await row(words)).expanded === true) return true;
        await page.keyboard.press('ArrowRight');
        return false;
      });
    },
  };
}

scenario('lists every workflow of the workspace, with its states and transitions', async (code) => {
  const { editor, workbench, page } = code;
  await workbench.runCommand('Run and Debug: Focus on Workflows View');
  // Its rows need the room that the welcome takes.
  await page.locator('.pane-header', { hasText: /^Run$/ }).first().click();
  const { row, click, expand } = workflowsTree(code);
  await row('EndlessRefinement, answer-refinement-endless.ts');
  await expand('AnswerRefinement, answer-refinement.ts');
  await expand('CHECKED, check()');
  await click('goes to REFINED');
  // The quick fix before has added a line above.
  await eventually('the return', async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Ln 47, ')),
  );
  assert.match(await editor.visibleText(), /return goto\(State\.REFINED/);
  await workbench.screenshot('editor-workflows-tree');
});

scenario('follows what changes on the disk, many files at once', async (code) => {
  const { workspace, workbench, errors } = code;
  const { row, find, click } = workflowsTree(code);
  const folder = path.join(workspace, 'many');
  await mkdir(folder);
  for (let index = 0; index < 200; index++) {
    const name = `A${String(index).padStart(3, '0')}`;
    await writeFile(path.join(folder, `${name}.ts`), flowSource(name));
  }
  await click('AnswerRefinement, answer-refinement.ts');
  await row('A000, many/A000.ts · 1 problem');
  await workbench.screenshot('editor-workflows-many');
  await rm(folder, { recursive: true });
  await eventually('their rows to go', async () => (await find('A0')) === undefined);
  assert.deepEqual(errors(), []);
});

/** A workflow with a state that has no step. */
function flowSource(name: string): string {
  return `import { step, workflow } from 'backstep';
@workflow({ states: ['one', 'two'], start: 'one' })
export class ${name} {
  @step('one')
  one() {
    return 'two';
  }
}
`;
}
