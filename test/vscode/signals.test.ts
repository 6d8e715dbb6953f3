import assert from 'node:assert/strict';
import { graphOf, nodeOf } from './graphPage.ts';
import { chooseFromMenu } from './harness/contextMenu.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

scenario('the session stops visibly at a wait, and says for what', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.open('approval.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await debug.untilPaused();
  await debug.makeRoom();
  await untilPlace(code, /: REQUESTED · step 0 /);
  await debug.press('Continue');
  await untilPlace(code, /: REQUESTED · waits for the signal "decision" until .* · step 1 · live$/);
  await eventually('the wait on the stack', async () =>
    (await debug.stackFrames()).some(({ name }) =>
      /^REQUESTED · waits for the signal "decision" until /.test(name),
    ),
  );
  await eventually('what the console says', async () =>
    (await debug.console()).some((line) => line.includes('Send it with "Backstep: Send Signal…"')),
  );
  await workbench.screenshot('signal-wait');
});

scenario('the menu of a state in the graph leads to sending it', async (code) => {
  const { workbench, page } = code;
  await workbench.runCommand('Backstep: Show State Graph');
  const node = nodeOf(await graphOf(code), 'REQUESTED');
  const send = () =>
    chooseFromMenu(page, () => node.click({ button: 'right', timeout: 5_000 }), 'Send Signal…');
  await workbench.ask(send, 'approved');
  await workbench.dismiss();
});

scenario('the strip over the graph says what is waited for, and leads to sending it', async (code) => {
  const { workbench } = code;
  const strip = (await graphOf(code)).locator('.banner-wait');
  await strip.getByText(/^Waits for the signal "decision" until \d{4}-.* UTC$/).waitFor();
  const send = () => strip.getByRole('button', { name: 'Send Signal…' }).click({ timeout: 5_000 });
  await workbench.ask(send, 'approved');
  await workbench.dismiss();
});

scenario('its signal is sent by filling in what its type asks for', async (code) => {
  const { debug, workbench } = code;
  await workbench.answer(
    'Backstep: Send Signal…',
    { pick: 'false', asked: 'approved', picture: 'signal-pick' },
    { type: 'Ada', asked: 'by', picture: 'signal-text' },
  );
  await untilPlace(code, /: DECIDED · step 2 · live$/);
  await debug.untilVariable(['Data', 'by'], '"Ada"');
  await debug.untilVariable(['Data', 'approved'], 'false');
  await workbench.screenshot('signal-sent');
});

scenario('back before it, what was sent is offered again, and another can be sent', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Step Back');
  await untilPlace(code, /: REQUESTED · .* · step 1\/2 · following$/);
  await workbench.answer(
    'Backstep: Send Signal…',
    { pick: 'Another payload…', asked: '{"approved":false,"by":"Ada"}', picture: 'signal-again' },
    { pick: 'true', asked: 'approved' },
    { type: 'Grace', asked: 'by' },
  );
  await untilPlace(code, /: DECIDED · step 2 · live · fork of/);
  await debug.press('Continue');
  await untilPlace(code, /: done /);
  await debug.untilVariable(['Output', 'output'], /approved by Grace/);
  await debug.press('Stop');
  await debug.untilEnded();
  assert.deepEqual(code.errors(), []);
});
