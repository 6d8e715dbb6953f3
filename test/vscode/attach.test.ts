import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after } from 'node:test';
import { type AttachedProcess, runInspected } from '../adapter/attachedProcess.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';
import { untilLine } from './stoppedLine.ts';

const { scenario } = inRealVsCode();

const counting = `import { done, goto, step, workflow, type Context } from 'backstep';

@workflow({ states: ['COUNTED', 'CHECKED'], start: 'COUNTED', session: () => ({ n: 0 }) })
export class Counting {
  @step('COUNTED')
  async count(_: unknown, { session }: Context<{ session: { n: number } }>) {
    session.n += 1;
    return 'CHECKED';
  }

  @step('CHECKED')
  async check(_: unknown, { session }: Context<{ session: { n: number } }>) {
    const enough = session.n > 4;
    return enough ? done(session.n) : goto('COUNTED');
  }
}
`;

const ends: (() => void)[] = [];
after(() => {
  for (const end of ends) end();
});
let run: AttachedProcess | null = null;

scenario('F5 attaches to a run that waits for a debugger, and stops before its first step', async (code) => {
  const { editor, debug, workspace } = code;
  const file = path.join(workspace, 'counting.ts');
  await writeFile(file, counting);
  const hook = { after: (end: unknown) => void ends.push(end as () => void) };
  run = await runInspected(hook, workspace, file, ['--inspect-brk', '--json']);
  const { port, token } = run;
  const configuration = {
    type: 'backstep',
    request: 'attach',
    name: 'Attach',
    port,
    token,
    stopOnEntry: true,
  };
  await mkdir(path.join(workspace, '.vscode'), { recursive: true });
  await writeFile(
    path.join(workspace, '.vscode', 'launch.json'),
    JSON.stringify({ version: '0.2.0', configurations: [configuration] }),
  );
  await editor.open('counting.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await untilPlace(code, /: COUNTED · step 0 /);
  await debug.makeRoom();
  await untilLine(code, 5);
});

scenario('steps it, looks back, and shows the session as it was', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Step Over');
  await untilPlace(code, /: CHECKED · step 1 /);
  await debug.untilVariable(['Session', 'n'], '1');
  await debug.press('Step Over');
  await untilPlace(code, /: COUNTED · step 2 /);
  await debug.press('Step Over');
  await debug.untilVariable(['Session', 'n'], '2');
  await debug.press('Step Back');
  await untilPlace(code, /: COUNTED · step 2\/3 · following$/);
  await debug.untilVariable(['Session', 'n'], '1');
  await workbench.screenshot('attached-back');
  await debug.press('Step Over');
  await untilPlace(code, /: CHECKED · step 3 · live$/);
});

scenario('steps into the TypeScript of a step of it, and out to the workflow', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Step Into');
  await untilLine(code, 13);
  await debug.press('Step Over');
  await untilLine(code, 14);
  await debug.untilVariable(['Block: check', 'enough'], 'false');
  await workbench.screenshot('attached-inside');
  await debug.press('Step Out');
  await untilPlace(code, /: COUNTED · step 4 · live$/);
});

scenario('disconnecting leaves it to go on', async (code) => {
  const { debug } = code;
  await debug.press('Disconnect');
  await debug.untilEnded();
  assert.equal(await run?.ended, 0);
  assert.match(run?.stdout() ?? '', /"output":5/);
  assert.deepEqual(code.errors(), []);
});
