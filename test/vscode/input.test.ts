import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

const needy = `import { done, step, workflow } from 'backstep';

@workflow({ states: ['ASKED'], start: 'ASKED' })
export class Needy {
  @step('ASKED')
  ask({ topic, short }: { topic: string; short: boolean }) {
    return done(topic.length + (short ? 0 : 1));
  }
}
`;

async function stop({ debug }: VsCode): Promise<void> {
  await debug.press('Stop');
  await debug.untilEnded();
}

scenario('F5 on a file starts its workflow, without a question', async (code) => {
  const { editor, debug, page } = code;
  // Quick open keeps the list of files that it has seen.
  await writeFile(path.join(code.workspace, 'needy.ts'), needy);
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await untilPlace(code, /: START · step 0 /);
  assert.equal(await page.locator('.quick-input-widget:visible').count(), 0);
  await stop(code);
});

scenario('F5 asks for an input that a workflow needs, one member after the other', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.open('needy.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await workbench.answer(
    debug.pressF5,
    { type: 'rain', asked: 'Input of Needy · topic (1/2)', picture: 'input-text' },
    { pick: 'true', asked: 'Input of Needy · short (2/2)' },
  );
  await untilPlace(code, /: ASKED · step 0 /);
  await debug.makeRoom();
  await debug.untilVariable(['Input', 'topic'], '"rain"');
  await debug.untilVariable(['Input', 'short'], 'true');
  await stop(code);
});

scenario('offers what was given the last time first, and Escape starts nothing', async (code) => {
  const { editor, debug, workbench } = code;
  const again = () => editor.pressCodeLens('Debug');
  await workbench.ask(again, '{"topic":"rain","short":true}');
  await workbench.screenshot('input-again');
  await workbench.dismiss();
  await workbench.ask(again, '{"topic":"rain","short":true}');
  assert.deepEqual(await debug.toolbar(), []);
  await workbench.answer(again, { type: null, asked: '{"topic":"rain","short":true}' });
  await untilPlace(code, /: ASKED · step 0 /);
  await debug.untilVariable(['Input', 'topic'], '"rain"');
  await stop(code);
});

scenario('Debug with Input asks where none is needed, too', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.open('answer-refinement-endless.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await workbench.answer(
    'Backstep: Debug with Input…',
    { pick: '{ question }' },
    { type: 'What is rain?', asked: 'question' },
  );
  await untilPlace(code, /: START · step 0 /);
  await debug.makeRoom();
  await debug.untilVariable(['Input', 'question'], '"What is rain?"');
  await stop(code);
  assert.deepEqual(code.errors(), []);
});
