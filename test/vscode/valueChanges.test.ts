import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode();

async function untilStep({ workbench }: VsCode, step: string): Promise<void> {
  await eventually(`the status bar to say ${step}`, async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Backstep: ') && text.includes(step)),
  );
}

scenario('a value that is watched stops the run backwards, at the step that changed it', async (code) => {
  const { editor, debug } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await debug.untilPaused();
  await debug.press('Continue');
  await untilStep(code, 'done · step 8');
  await debug.untilPaused();
  await debug.untilVariable(['Session', 'rounds'], '2');
  await debug.variableMenu(['Session', 'answer'], 'Break on Value Change');
  await debug.press('Reverse');
  await untilStep(code, 'step 6/8');
  await debug.press('Reverse');
  await untilStep(code, 'step 4/8');
});

scenario('from a value one is led to the step that wrote it, and to the next one', async (code) => {
  const { debug } = code;
  await debug.untilVariable(['Session', 'rounds'], '1');
  await debug.variableMenu(['Session', 'answer'], 'Go to Next Change of Value');
  await untilStep(code, 'step 6/8');
  await debug.untilVariable(['Session', 'rounds'], '2');
  await debug.variableMenu(['Session', 'question'], 'Go to Last Change of Value');
  await untilStep(code, 'step 1/8');
});

scenario('commands are typed in the debug console', async (code) => {
  const { debug } = code;
  await eventually('where it is', async () =>
    /GENERATED, step 1 of 8, following/.test(await debug.evaluate(':where')),
  );
  await eventually('who wrote it', async () =>
    /session\.rounds: 2 changes/.test(await debug.evaluate(':who session.rounds')),
  );
});
