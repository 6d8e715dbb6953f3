import * as vscode from 'vscode';
import type { ChildPlace, ViewAction } from '../runtime/model/pageProtocol.ts';
import type { EditableDocuments } from './editableDocuments.ts';
import type { GraphPanel } from './graphPanel.ts';
import { childrenOf, readChild } from './place.ts';
import { tell } from './toast.ts';

const actions: Readonly<Record<string, ViewAction>> = {
  'backstep.findState': 'find',
  'backstep.fitGraph': 'fit',
  'backstep.zoomInGraph': 'zoomIn',
  'backstep.zoomOutGraph': 'zoomOut',
  'backstep.focusGraph': 'focusGraph',
  'backstep.focusTimeline': 'focusTimeline',
  'backstep.fitTimeline': 'fitTimeline',
  'backstep.zoomInTimeline': 'zoomInTimeline',
  'backstep.zoomOutTimeline': 'zoomOutTimeline',
  'backstep.focusForks': 'focusForks',
  'backstep.toggleStepDetails': 'toggleDetails',
  'backstep.growStepDetails': 'growDetails',
  'backstep.shrinkStepDetails': 'shrinkDetails',
  'backstep.toggleHeatMap': 'toggleHeat',
};

/** Commands for all that the mouse does in the graph's page, so that keys can be bound to it. */
export function registerViewCommands(panel: GraphPanel, documents: EditableDocuments): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(actions).map(([command, action]) =>
      vscode.commands.registerCommand(command, () => {
        if (!panel.act(action)) openFirst();
      }),
    ),
    vscode.commands.registerCommand('backstep.toggleChildHere', async (context?: unknown) => {
      const child = readChild(context) ?? (await chooseChild(panel));
      if (child !== null && !panel.toggleChild(child)) openFirst();
    }),
    vscode.commands.registerCommand('backstep.editSession', () =>
      documents.openSession().catch((error: Error) => {
        void tell(error.message);
      }),
    ),
  );
}

async function chooseChild(panel: GraphPanel): Promise<ChildPlace | null> {
  const { graph } = panel;
  if (graph === null) {
    openFirst();
    return null;
  }
  const items = [...childrenOf(graph), ...panel.children.flatMap((child) => childrenOf(child, 'inside'))];
  const [only] = items;
  if (only === undefined) {
    void tell(vscode.l10n.t('{0} runs no child workflow whose source is known.', graph.name));
    return null;
  }
  if (items.length === 1) return only.child;
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Open or close which child workflow?'),
    matchOnDescription: true,
  });
  return chosen?.child ?? null;
}

function openFirst(): void {
  void tell(vscode.l10n.t('Open the state graph first: Backstep: Show State Graph.'));
}
