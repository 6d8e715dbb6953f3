import assert from 'node:assert/strict';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';

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
