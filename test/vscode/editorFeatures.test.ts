import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { escapeForRegExp } from './harness/quickInput.ts';
import { clickRow, rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

/** Opens the menu of quick fixes until it has the wanted one, and takes it. */
async function takeQuickFix(
  { editor, page, workbench }: VsCode,
  name: string,
  picture: string,
): Promise<void> {
  const fix = page.locator('.action-widget').getByText(name);
  await eventually(`the quick fix “${name}”`, async () => {
    await editor.untilFocused();
    await page.keyboard.press('Control+.');
    await fix.waitFor({ timeout: 5_000 }).catch(async (error: unknown) => {
      await page.keyboard.press('Escape');
      throw error;
    });
    await workbench.screenshot(picture);
    await fix.click({ timeout: 5_000 });
    return true;
  });
}

scenario('adds a state that a step goes to, with its step', async (code) => {
  const { editor, workbench } = code;
  await editor.open('answer-refinement.ts');
  await editor.replaceLine(37, '    return session.rounds > 9 ? State.REVIEWED : State.CHECKED;');
  await eventually('the problem', async () => (await workbench.problems()).join().includes('REVIEWED'));
  await editor.open('answer-refinement.ts');
  await editor.goToLine(37, 14);
  await takeQuickFix(code, 'Add REVIEWED to State, with its step', 'editor-quick-fix');
  await eventually('no problem', async () => !(await workbench.problems()).join().includes('Backstep'));
  await editor.open('answer-refinement.ts');
  await editor.goToLine(9);
  // Lines that stick to the top while the editor scrolls are among those in sight.
  await eventually('the member', async () =>
    (await editor.visibleText()).includes("  END = 'END',\n  REVIEWED = 'REVIEWED',\n"),
  );
  await editor.goToLine(64);
  await eventually('the step', async () =>
    (await editor.visibleText()).includes(
      '  @step(State.REVIEWED)\n  reviewed(_: unknown, { session }: Ctx) {\n',
    ),
  );
  await workbench.screenshot('editor-quick-fix-done');
});

/** The Workflows view, whose rows are known by what a screen reader says of them. */
function workflowsTree({ page }: VsCode) {
  const tree = page.getByRole('tree', { name: 'Workflows', exact: true });
  const find = async (words: string) => (await rowsOf(tree)).find(({ label }) => label.startsWith(words));
  const row = async (words: string) => await eventually(`the row “${words}”`, async () => await find(words));
  const click = (words: string): Promise<void> => clickRow(tree, new RegExp(`^${escapeForRegExp(words)}`));
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
  const welcome = page.locator('.pane-header', { hasText: /^Run$/ }).first();
  await eventually('the welcome to be closed', async () => {
    if ((await welcome.getAttribute('aria-expanded', { timeout: 2_000 })) === 'false') return true;
    await welcome.click({ timeout: 5_000 });
    return false;
  });
  const { row, click, expand } = workflowsTree(code);
  await row('EndlessRefinement, answer-refinement-endless.ts');
  await expand('AnswerRefinement, answer-refinement.ts');
  await expand('CHECKED, check()');
  await click('goes to REFINED');
  // The quick fix before has added a line above.
  await eventually('the return', async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Ln 47, ')),
  );
  await eventually('its text', async () =>
    (await editor.visibleText()).includes('return goto(State.REFINED'),
  );
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

scenario('tells of a state what its step does, and leads there', async (code) => {
  const { editor, workbench, page, workspace } = code;
  await editor.open('answer-refinement-endless.ts');
  const text = (await readFile(path.join(workspace, 'answer-refinement-endless.ts'), 'utf8')).split('\n');
  const lineWith = (part: string): number => text.findIndex((line) => line.includes(part)) + 1;
  await editor.goToLine(lineWith("CHECKED = 'CHECKED'"), 5);
  const hover = page.locator('.monaco-hover:visible');
  await eventually('the facts', async () => {
    await workbench.runCommand('Show or Focus Hover');
    await hover.getByText('step check() of EndlessRefinement').first().waitFor({ timeout: 5_000 });
    return true;
  });
  await workbench.screenshot('editor-hover');
  await page.keyboard.press('Escape');
  await workbench.runCommand('Go to Implementations');
  const peek = page.locator('.peekview-widget .ref-tree');
  await eventually('the step among the implementations', async () =>
    (await peek.allTextContents()).join().includes('@step(State.CHECKED)'),
  );
  await eventually('the implementations to be closed', async () => {
    if ((await peek.count()) === 0) return true;
    await page.keyboard.press('Escape');
    return await eventually('them', async () => (await peek.count()) === 0, 2_000);
  });
  await editor.goToLine(lineWith("CHECKED = 'CHECKED'"), 5);
  await eventually('the way to the step', async () => {
    await workbench.runCommand('Show or Focus Hover');
    await hover.getByText('Go to the step').click({ timeout: 5_000 });
    return true;
  });
  const step = lineWith('@step(State.CHECKED)');
  await eventually('the step', async () =>
    (await workbench.statusBar()).some((words) => words.startsWith(`Ln ${step}, `)),
  );
});

scenario('returns what a step makes and forgets to return', async (code) => {
  const { editor, workbench, workspace } = code;
  const forgotten = flowSource('Lost')
    .replace('{ step', '{ sleep, step')
    .replace('one() {', 'async one() {')
    .replace("return 'two';", "await sleep('1d', 'two');");
  await writeFile(path.join(workspace, 'lost.ts'), forgotten);
  await editor.open('lost.ts');
  await eventually('the problem', async () => (await workbench.problems()).join().includes('does nothing'));
  await editor.open('lost.ts');
  await editor.goToLine(6, 6);
  await takeQuickFix(code, 'Add return', 'editor-quick-fix-return');
  await eventually('the return', async () =>
    (await editor.visibleText()).includes("    return sleep('1d', 'two');"),
  );
});

scenario(
  'knows states that are strings: the missing step, its place, and what may be typed',
  async (code) => {
    const { editor, workbench, page, workspace, errors } = code;
    await writeFile(path.join(workspace, 'strings.ts'), flowSource('Strings'));
    await workbench.runCommand('Run and Debug: Focus on Workflows View');
    await workflowsTree(code).click('Strings, strings.ts');
    await eventually('the problem', async () =>
      (await workbench.problems()).join().includes('no step for two'),
    );
    await editor.open('strings.ts');
    await editor.goToLine(2, 30);
    await takeQuickFix(code, 'Create the step for two in Strings', 'editor-quick-fix-string');
    await eventually('the step', async () =>
      (await editor.visibleText()).includes("  @step('two')\n  two() {"),
    );
    await editor.goToLine(6, 14);
    await editor.untilFocused();
    await eventually('the definition', async () => {
      await page.keyboard.press('F12');
      const isThere = async () => (await workbench.statusBar()).some((text) => text.startsWith('Ln 9, '));
      return await eventually('it', isThere, 5_000);
    });
    await editor.replaceLine(6, '    return goto(');
    await page.keyboard.type("'");
    const list = page.locator('.suggest-widget.visible .monaco-list-row');
    await eventually('the states', async () => {
      const isThere = async () => (await list.allTextContents()).join().includes('two()');
      if (await eventually('them', isThere, 5_000).catch(() => false)) return true;
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Space');
      return false;
    });
    await workbench.screenshot('editor-completions');
    await page.keyboard.press('Escape');
    assert.deepEqual(errors(), []);
  },
);

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
