import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode();

const twoWorkflows = `import { done, step, workflow } from 'backstep';

@workflow({ states: ['FIRST'], start: 'FIRST' })
export class One {
  @step('FIRST')
  first() {
    return done(1);
  }
}

@workflow({ states: ['SECOND'], start: 'SECOND' })
export class Two {
  @step('SECOND')
  second() {
    return done(2);
  }
}
`;

async function untilStopped({ debug, workbench }: VsCode, state: string): Promise<void> {
  await debug.untilPaused();
  await eventually(`the status bar to name ${state}`, async () =>
    (await workbench.statusBar()).some((text) => text.startsWith(`Backstep: ${state} ·`)),
  );
}

scenario('of two workflows in a file, F5 takes the one at the cursor', async (code) => {
  const { editor, debug, workspace } = code;
  await writeFile(path.join(workspace, 'two.ts'), twoWorkflows);
  await editor.open('two.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await editor.goToLine(13);
  await debug.pressF5();
  await untilStopped(code, 'SECOND');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('and asks where the cursor is in neither', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.goToLine(1);
  await workbench.answer(debug.pressF5, { pick: 'One' });
  await untilStopped(code, 'FIRST');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('saves what is typed before it runs', async (code) => {
  const { editor, debug } = code;
  await editor.replaceLine(7, '    return done({ typed: true });');
  await editor.goToLine(6);
  await debug.pressF5();
  await untilStopped(code, 'FIRST');
  await debug.press('Step Over');
  await untilStopped(code, 'done');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('says what is missing in a configuration, and starts nothing', async (code) => {
  const { workspace, editor, debug, page, workbench } = code;
  await mkdir(path.join(workspace, '.vscode'), { recursive: true });
  await writeLaunch(workspace, { program: inFolder('nowhere.ts') });
  await editor.open('two.ts');
  const missing = page.getByText(/nowhere\.ts, which does not exist/).first();
  await eventually('the configuration to be chosen', async () => {
    await debug.pressF5();
    await missing.waitFor({ timeout: 10_000 });
    return true;
  });
  assert.deepEqual(await debug.toolbar(), []);
  await workbench.screenshot('launch-missing');
  await page.keyboard.press('Escape');
});

scenario('finds the workflow that a configuration names, whatever is in front', async (code) => {
  const { workspace, editor, debug, page } = code;
  await editor.open('two.ts');
  await writeLaunch(workspace, { workflow: 'AnswerRefinment' });
  const unknown = page.getByText(/No workflow of this workspace is called AnswerRefinment/).first();
  // What VS Code knows until it hears of the change starts nothing.
  await eventually(
    'the name to be refused',
    async () => {
      await debug.pressF5();
      await unknown.waitFor({ timeout: 10_000 });
      return true;
    },
    120_000,
  );
  assert.deepEqual(await debug.toolbar(), []);
  await writeLaunch(workspace, { workflow: 'AnswerRefinement' });
  await eventually(
    'the corrected configuration',
    async () => {
      await debug.pressF5();
      await debug.untilPaused(20_000);
      return true;
    },
    120_000,
  );
  await untilStopped(code, 'START');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('F5 runs the configuration of a launch.json, with its input', async (code) => {
  const { workspace, debug, editor, workbench } = code;
  const input = { question: 'What is a snapshot?' };
  await writeLaunch(workspace, { program: inFolder('answer-refinement.ts'), input });
  await editor.open('two.ts');
  // VS Code hears of the changed file in its own time, and runs what it knew until then.
  await eventually(
    'the changed configuration',
    async () => {
      await debug.pressF5();
      await debug.untilPaused(20_000);
      const isIt = async () =>
        (await workbench.statusBar()).some((text) => text.startsWith('Backstep: START ·'));
      if (await eventually('it', isIt, 3_000).catch(() => false)) return true;
      await debug.press('Stop');
      await debug.untilEnded();
      return false;
    },
    120_000,
  );
  await debug.makeRoom();
  await debug.untilVariable(['Input', 'question'], '"What is a snapshot?"');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('a CodeLens runs the configuration that is written for its workflow', async (code) => {
  const { debug, editor } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await editor.pressCodeLens('Debug');
  await untilStopped(code, 'START');
  await debug.untilVariable(['Input', 'question'], '"What is a snapshot?"');
  await debug.press('Stop');
  await debug.untilEnded();
});

async function writeLaunch(workspace: string, configuration: Record<string, unknown>): Promise<void> {
  const launch = {
    version: '0.2.0',
    configurations: [{ type: 'backstep', request: 'launch', name: 'Debug Workflow', ...configuration }],
  };
  // Whoever reads it meanwhile finds the one before, and never half a file.
  const file = path.join(workspace, '.vscode', 'launch.json');
  await writeFile(`${file}.new`, JSON.stringify(launch));
  await rename(`${file}.new`, file);
}

function inFolder(file: string): string {
  return `$\{workspaceFolder}/${file}`;
}
