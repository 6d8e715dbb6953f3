import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { GraphPanel } from './graphPanel.ts';
import type { GraphSubject } from './graphSubject.ts';
import { plainName } from './plainName.ts';
import { complain } from './toast.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import { workflowAtLine } from './workflowText.ts';

/** A file and one of its workflows. */
export interface ChosenWorkflow {
  readonly file: string;
  readonly workflow: string;
}

/** Finds out which workflow a command means, and asks where that is open. */
export class WorkflowChoice {
  readonly #files: WorkflowFiles;
  readonly #panel: GraphPanel;

  constructor(files: WorkflowFiles, panel: GraphPanel) {
    this.#files = files;
    this.#panel = panel;
  }

  /**
   * The workflow meant by what a menu, a CodeLens or a keybinding gave, or by what is in front; null when the user
   * chose none or there is none, of which they have been told.
   */
  async choose(given: Partial<GraphSubject> & { readonly verb: string }): Promise<ChosenWorkflow | null> {
    const subject = given.file === undefined ? this.#inFront() : null;
    const file = given.file ?? subject?.file;
    if (file === undefined) {
      void complain(
        vscode.l10n.t('Open the file of a workflow to {0} it: a class decorated with @workflow.', given.verb),
      );
      return null;
    }
    const workflow = given.workflow ?? subject?.workflow ?? (await this.workflowOf(file, given.verb));
    return workflow === null ? null : { file, workflow };
  }

  /** The file's workflow: the only one, that at the cursor, or the one that the user picks. */
  async workflowOf(file: string, verb: string): Promise<string | null> {
    const { extraction, graphs } = await this.#files.read(file);
    const names = [...graphs.keys()];
    const [only] = names;
    if (only === undefined) {
      void complain(
        vscode.l10n.t(
          '{0} holds no workflow to {1}: decorate a class with @workflow and its methods with @step.',
          basename(file),
          verb,
        ),
      );
      return null;
    }
    if (names.length === 1) return only;
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.fsPath === file) {
      const atCursor = workflowAtLine(extraction, editor.selection.active.line + 1);
      if (atCursor !== null) return atCursor.name;
    }
    const picked = await vscode.window.showQuickPick(
      extraction.workflows.map(({ name, line, states }) => ({
        label: plainName(name),
        name,
        description: vscode.l10n.t('line {0}, {1} states', line, states.length),
      })),
      {
        placeHolder: vscode.l10n.t(
          '{0} holds {1} workflows: which one to {2}?',
          basename(file),
          names.length,
          verb,
        ),
      },
    );
    return picked?.name ?? null;
  }

  #inFront(): GraphSubject | null {
    const document = vscode.window.activeTextEditor?.document;
    if (document !== undefined && this.#files.looksLikeWorkflow(document)) {
      return { file: document.uri.fsPath, workflow: null };
    }
    return this.#panel.subject;
  }
}
