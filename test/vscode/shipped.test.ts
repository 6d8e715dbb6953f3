import assert from 'node:assert/strict';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shippedFiles } from '../../scripts/build/shipped.mjs';
import { graphOf, nodeOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { repository } from './harness/workspace.ts';

/** The package as people get it, in a place where nothing of this repository is near. */
const extension = await mkdtemp(path.join(tmpdir(), 'shipped-'));
for (const { path: name } of (await shippedFiles(repository)).files) {
  await cp(path.join(repository, name), path.join(extension, name));
}

const { scenario } = inRealVsCode({ extension, installed: false });

scenario('what is shipped draws a workflow that has no package installed', async (code) => {
  await code.editor.open('answer-refinement.ts');
  await code.editor.pressTitleButton('Show State Graph');
  await nodeOf(await graphOf(code), 'CHECKED').waitFor({ timeout: 20_000 });
});

scenario('what is shipped debugs it to its end', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.open('answer-refinement.ts');
  await debug.pressF5();
  await debug.untilPaused();
  await debug.press('Step Over');
  await untilPlace(code, /GENERATED/);
  await debug.press('Step Back');
  await untilPlace(code, /START/);
  // The first walks the recording to its head, the second runs on to the end, the third leaves it.
  await debug.press('Continue');
  await untilPlace(code, /GENERATED/);
  await debug.press('Continue');
  await untilPlace(code, /done/i);
  await workbench.screenshot('shipped-done');
  await debug.press('Continue');
  await debug.untilEnded();
  assert.deepEqual(code.errors(), []);
});

async function untilPlace({ workbench }: VsCode, place: RegExp): Promise<void> {
  await eventually(`the status bar to say ${place}`, async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Backstep: ') && place.test(text)),
  );
}
