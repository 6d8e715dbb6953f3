import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { graphOf, nodeOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';

const { scenario } = inRealVsCode({ installed: false });

scenario('the walkthrough opens when it is asked for, and not before', async (code) => {
  const { workbench, page } = code;
  assert.deepEqual(await workbench.openTabs(), []);
  await workbench.answer('Welcome: Open Walkthrough...', { pick: 'Get Started with Backstep' });
  await page.getByText('Create a workflow').first().waitFor();
  await workbench.screenshot('walkthrough');
});

scenario(
  'with the walkthrough in front, the workflow to show is chosen from those of the workspace',
  async (code) => {
    const { workbench, page } = code;
    await page.getByText('See its graph').first().waitFor();
    await workbench.answer('Backstep: Show State Graph', { pick: /TripBooking/ });
    await nodeOf(await graphOf(code), 'HOTEL').waitFor();
    await workbench.screenshot('walkthrough-graph');
  },
);

scenario('a new workflow is created from a template, and its graph shows at once', async (code) => {
  const { workbench, page, workspace } = code;
  await workbench.answer(
    'Backstep: New Workflow…',
    { pick: /Human Approval/ },
    { type: 'Publication', asked: 'Name of its class' },
  );
  const file = path.join(workspace, 'publication.ts');
  await eventually('its file', async () => existsSync(file));
  await page.locator('.tab.active[data-resource-name="publication.ts"]').first().waitFor();
  await workbench.runCommand('Backstep: Show State Graph');
  await nodeOf(await graphOf(code), 'REMINDED').waitFor();
  await workbench.screenshot('new-workflow');
  assert.deepEqual(code.errors(), []);
});
