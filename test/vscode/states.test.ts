import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

/** Presses F2 at a place, once somebody can answer, and types the new name. */
async function rename({ editor, page }: VsCode, line: number, column: number, name: string): Promise<void> {
  await editor.goToLine(line, column);
  const input = page.locator('.rename-box input:visible');
  await eventually(`the name ${name} to be typed`, async () => {
    await editor.untilFocused();
    await page.keyboard.press('F2');
    await input.waitFor({ timeout: 3_000 });
    await input.fill(name, { timeout: 3_000 });
    await input.press('Enter', { timeout: 3_000 });
    return true;
  });
  await input.waitFor({ state: 'detached' });
}

/** Saves everything until a file of the workspace holds a text. */
async function untilSaved({ workbench, workspace }: VsCode, name: string, text: string): Promise<void> {
  let found = '';
  await eventually(`the text of ${name}`, async () => {
    await workbench.runCommand('File: Save All Files');
    found = await readFile(path.join(workspace, name), 'utf8');
    return found === text;
  }).catch(() => assert.equal(found, text));
}

const words = `export type State = 'draft' | 'review';
export const states = ['draft', 'review'] as const satisfies readonly State[];
export const titles: Record<State, string> = { draft: 'draft', review: 'Being reviewed' };
`;
const strings = `import { goto, step, workflow } from 'backstep';
import { states, titles } from './words.js';
@workflow({ states, start: 'draft' })
export class Strings {
  @step('draft')
  draft(kind: string) {
    const next = kind === 'long' ? 'review' : 'draft';
    return titles[next] ? next : goto('review', 'draft');
  }
  @step('review')
  review() {}
}
`;
const unread = `import { step, workflow, type Context } from 'backstep';
enum State { A, B, C }
@workflow({ states: State, start: State.A, session: () => ({ rounds: 0 }) })
export class Unread {
  @step(State.A) a() { return State.B; }
  @step(State.B) b(_: unknown, { session }: Context<{ session: { rounds: number } }>) {
    session.rounds += 1;
    if (session.rounds < 3) return JSON.parse('1') as State;
    return State.C;
  }
  @step(State.C) c() {}
}
`;

scenario('renames a state that is a string, in every file that means it', async (code) => {
  const { editor, workspace, workbench, errors } = code;
  await writeFile(path.join(workspace, 'words.ts'), words);
  await writeFile(path.join(workspace, 'unread.ts'), unread);
  await writeFile(path.join(workspace, 'strings.ts'), strings);
  await editor.open('strings.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await rename(code, 10, 12, 'in review');
  await eventually('the new name', async () => (await editor.visibleText()).includes("@step('in review')"));
  await workbench.screenshot('editor-renamed-string');
  await untilSaved(code, 'strings.ts', strings.replaceAll("'review'", "'in review'"));
  const renamed = words.replaceAll("'review'", "'in review'").replace('review: ', "'in review': ");
  await untilSaved(code, 'words.ts', renamed);
  assert.deepEqual(errors(), []);
});

scenario('finds the places of a string state in every file', async (code) => {
  const { editor, page, workbench } = code;
  await editor.open('strings.ts');
  await editor.goToLine(3, 33);
  const tree = page.locator('.peekview-widget .ref-tree');
  await eventually('the references', async () => {
    await workbench.runCommand('Peek References');
    const areThere = async () => {
      const rows = (await tree.allTextContents()).join();
      return rows.includes('words.ts') && rows.includes('strings.ts');
    };
    if (await eventually('them', areThere, 5_000).catch(() => false)) return true;
    await page.keyboard.press('Escape');
    return false;
  });
  await workbench.screenshot('editor-references');
  await eventually('the references to be closed', async () => {
    if ((await tree.count()) === 0) return true;
    await page.keyboard.press('Escape');
    return await eventually('them', async () => (await tree.count()) === 0, 2_000);
  });
});

scenario('refuses a name that another state has', async (code) => {
  const { editor, workbench, page } = code;
  await editor.open('strings.ts');
  await rename(code, 5, 11, 'in review');
  await workbench.runCommand('Notifications: Show Notifications');
  await eventually('the reason', async () =>
    (await workbench.notifications()).join().includes('is a state of this workflow already'),
  );
  await page.keyboard.press('Escape');
  await eventually('the old name', async () => (await editor.visibleText()).includes("@step('draft')"));
});

scenario('renames a member of an enum with TypeScript, and what it holds', async (code) => {
  const { editor, workspace } = code;
  await editor.open('answer-refinement.ts');
  const before = await readFile(path.join(workspace, 'answer-refinement.ts'), 'utf8');
  const line = before.split('\n').findIndex((text) => text.includes('@step(State.REFINED)')) + 1;
  await rename(code, line, 18, 'POLISHED');
  await eventually('the new name', async () =>
    (await editor.visibleText()).includes('@step(State.POLISHED)'),
  );
  const renamed = before
    .replaceAll('State.REFINED', 'State.POLISHED')
    .replace("REFINED = 'REFINED'", "POLISHED = 'POLISHED'");
  await untilSaved(code, 'answer-refinement.ts', renamed);
});

scenario(
  'reports a transition that a run took and the graph lacks, until the code is changed',
  async (code) => {
    const { editor, debug, workbench, page } = code;
    await editor.open('unread.ts');
    await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
    const isReported = async () => (await workbench.problems()).join('\n').includes('A run went from B to B');
    assert.equal(await isReported(), false);
    await editor.open('unread.ts');
    await debug.pressF5();
    await debug.untilPaused();
    await debug.press('Continue');
    // Whoever types while the debugger moves may type into the editor that it brings forward.
    await eventually('the end', async () => (await workbench.statusBar()).join().includes('done · step 5'));
    await eventually('the problem', isReported);
    await workbench.screenshot('editor-undrawn');
    await page.keyboard.press('Shift+F5');
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    await editor.open('unread.ts');
    await editor.replaceLine(8, '    if (session.rounds < 3) return State.B;');
    await eventually('the problem to go', async () => !(await isReported()));
  },
);
