import * as vscode from 'vscode';
import type { ViewAction } from '../runtime/model/protocol.ts';
import type { EditableDocuments } from './editableDocuments.ts';
import type { GraphPanel } from './graphPanel.ts';

const actions: Readonly<Record<string, ViewAction>> = {
  'backstep.findState': 'find',
  'backstep.fitGraph': 'fit',
  'backstep.zoomInGraph': 'zoomIn',
  'backstep.zoomOutGraph': 'zoomOut',
  'backstep.focusGraph': 'focusGraph',
  'backstep.focusTimeline': 'focusTimeline',
  'backstep.toggleStepDetails': 'toggleDetails',
  'backstep.toggleHeatMap': 'toggleHeat',
};

/** Commands for all that the mouse does in the graph's page, so that keys can be bound to it. */
export function registerViewCommands(panel: GraphPanel, documents: EditableDocuments): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(actions).map(([command, action]) =>
      vscode.commands.registerCommand(command, () => {
        if (panel.act(action)) return;
        void vscode.window.showInformationMessage(
          vscode.l10n.t('Open the state graph first: Backstep: Show State Graph.'),
        );
      }),
    ),
    vscode.commands.registerCommand('backstep.editSession', () =>
      documents.openSession().catch((error: Error) => {
        void vscode.window.showInformationMessage(error.message);
      }),
    ),
  );
}
