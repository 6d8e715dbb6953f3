import { once } from 'node:events';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { GraphPanel } from './graphPanel.ts';
import type { GraphSubject } from './graphSubject.ts';
import { plainName } from './plainName.ts';
import { cancellable } from './slowProgress.ts';
import { complain, tell } from './toast.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import type { WorkflowIndex } from './workflowIndex.ts';
import { workflowAtLine } from './workflowText.ts';
import { workflowNodes } from './workflowTree.ts';

/** A file and one of its workflows. */
export interface ChosenWorkflow {
  readonly file: string;
  readonly workflow: string;
}

/** Finds out which workflow a command means, and asks where that is open. */
export class WorkflowChoice {
  readonly #files: WorkflowFiles;
  readonly #panel: GraphPanel;
  readonly #index: WorkflowIndex;

  constructor(files: WorkflowFiles, panel: GraphPanel, index: WorkflowIndex) {
    this.#files = files;
    this.#panel = panel;
    this.#index = index;
  }

  /**
   * The workflow meant by what a menu, a CodeLens or a keybinding gave, by what is in front, or one of the workspace;
   * null when the user chose none or there is none, of which they have been told.
   */
  async choose(given: Partial<GraphSubject> & { readonly verb: string }): Promise<ChosenWorkflow | null> {
    const subject = given.file === undefined ? this.#inFront() : null;
    const file = given.file ?? subject?.file;
    if (file === undefined || (subject !== null && !(await this.#holds(file, given.workflow ?? null))))
      return await this.#ofWorkspace(given);
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

  async #holds(file: string, workflow: string | null): Promise<boolean> {
    return workflow === null || (await this.#files.read(file)).graphs.has(workflow);
  }

  /** Nothing in front is the workflow, as where the walkthrough or a settings page is: one of all that the workspace has. */
  async #ofWorkspace({
    verb,
    workflow = null,
  }: {
    readonly verb: string;
    readonly workflow?: string | null;
  }): Promise<ChosenWorkflow | null> {
    if (!(await this.#allAreRead())) return null;
    const open = new Set(openFiles());
    const graphs = workflowNodes(this.#index.graphs)
      .flatMap((node) => (node.type === 'workflow' ? [node.graph] : []))
      .filter(({ name }) => workflow === null || name === workflow)
      .sort((a, b) => Number(open.has(b.file)) - Number(open.has(a.file)));
    const [only] = graphs;
    if (only === undefined) {
      if (workflow === null) void offerNewWorkflow(verb);
      else void complain(noneOfThatName(workflow));
      return null;
    }
    if (graphs.length === 1) return { file: only.file, workflow: only.name };
    const picked = await vscode.window.showQuickPick(
      graphs.map(({ file, name }) => ({
        label: plainName(name),
        description: vscode.workspace.asRelativePath(file),
        chosen: { file, workflow: name },
      })),
      { placeHolder: vscode.l10n.t('Which workflow to {0}?', verb), matchOnDescription: true },
    );
    return picked?.chosen ?? null;
  }

  /** False when the user did not want to wait for it. */
  async #allAreRead(): Promise<boolean> {
    const read = await cancellable(vscode.l10n.t('Looking for workflows'), async (signal) => {
      await Promise.race([this.#index.ready(), once(signal, 'abort')]);
      signal.throwIfAborted();
      return true;
    });
    return read ?? false;
  }

  #inFront(): GraphSubject | null {
    const document = vscode.window.activeTextEditor?.document;
    if (document !== undefined && this.#files.looksLikeWorkflow(document)) {
      return { file: document.uri.fsPath, workflow: null };
    }
    return this.#panel.subject;
  }
}

function openFiles(): readonly string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.fsPath] : []));
}

function noneOfThatName(workflow: string): string {
  return vscode.l10n.t(
    'No workflow of this workspace is called {0}: correct "workflow" in the launch configuration, or name its file as "program".',
    workflow,
  );
}

async function offerNewWorkflow(verb: string): Promise<void> {
  const create = vscode.l10n.t('New Workflow');
  const answer = await tell(
    vscode.l10n.t(
      'There is no workflow to {0}: open the file of a class decorated with @workflow, or create one.',
      verb,
    ),
    create,
  );
  if (answer === create) await vscode.commands.executeCommand('backstep.newWorkflow');
}
