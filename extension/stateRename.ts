import * as vscode from 'vscode';
import type { Mention } from '../runtime/model/graph.ts';
import { whyNotNamed, writtenName } from './renamedState.ts';
import type { StateAt } from './stateAt.ts';
import { rangeOfMention } from './stateMentions.ts';
import { complain } from './toast.ts';

type Find = (document: vscode.TextDocument, position: vscode.Position) => Promise<StateAt | null>;

/**
 * Renames a state wherever it is named. Of members TypeScript renames the names, in all of the project; the strings that
 * they hold follow where they say the same. Strings that may mean something else are left for the user to confirm.
 */
export function provideStateRename(
  selector: vscode.DocumentSelector,
  find: Find,
  namesOfAll: (found: StateAt) => Promise<readonly Mention[]>,
): vscode.Disposable {
  // TypeScript is asked through the editor, which asks every provider, this one too.
  let isAskingTypeScript = false;

  return vscode.languages.registerRenameProvider(selector, {
    async prepareRename(document, position) {
      const found = await find(document, position);
      if (!found?.mention) return null;
      return { range: found.range, placeholder: found.state.id };
    },
    async provideRenameEdits(document, position, name) {
      const found = isAskingTypeScript ? null : await find(document, position);
      if (!found?.mention) return null;
      const { graph, state, names } = found;
      const refusal = whyNotNamed(
        name,
        graph.states.map(({ id }) => id),
        names.areMembers,
      );
      if (refusal !== null) {
        // An error would have the next provider rename what it can.
        void complain(refusal);
        return new vscode.WorkspaceEdit();
      }
      const own = await namesOfAll(found);
      if (!names.areMembers) return await replaced(new vscode.WorkspaceEdit(), own, state.id, name);
      const edit = await byTypeScript(document, position, name);
      if (edit === null) return await replaced(new vscode.WorkspaceEdit(), own, state.id, name);
      const held = own.filter(({ role }) => role === 'value');
      return await replaced(edit, held, state.id, name);
    },
  });

  async function byTypeScript(
    document: vscode.TextDocument,
    position: vscode.Position,
    name: string,
  ): Promise<vscode.WorkspaceEdit | null> {
    isAskingTypeScript = true;
    try {
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        position,
        name,
      );
      return edit !== undefined && edit.size > 0 ? edit : null;
    } catch {
      return null; // TypeScript is switched off: then Backstep renames what it knows.
    } finally {
      isAskingTypeScript = false;
    }
  }
}

/** Adds the places to an edit, but for those that say something else: a member may hold another string than its name. */
async function replaced(
  edit: vscode.WorkspaceEdit,
  places: readonly Mention[],
  from: string,
  to: string,
): Promise<vscode.WorkspaceEdit> {
  for (const place of places) {
    const document = await vscode.workspace.openTextDocument(place.file);
    const range = rangeOfMention(place);
    if (document.getText(range) !== from) continue;
    const before =
      range.start.character === 0
        ? ''
        : document.getText(range.with(range.start.translate(0, -1), range.start));
    const text = writtenName(to, before);
    if (place.certain) edit.replace(document.uri, range, text);
    else
      edit.replace(document.uri, range, text, {
        needsConfirmation: true,
        label: vscode.l10n.t('This string may be the state {0}, or something else.', from),
      });
  }
  return edit;
}
