import * as vscode from 'vscode';
import type { Json } from '../runtime/language/json.ts';
import { ask } from './debugRequests.ts';
import { assertFitsEditor } from './documentLimit.ts';
import type { Sessions } from './sessions.ts';

export const stateScheme = 'backstep-state';

/** Documents that are kept, so that they can be opened again after their session has ended. */
const mostKept = 100;

/**
 * Sessions of a run as read-only JSON documents, `backstep-state:/RUN/step 3/session.json`, so that VS Code's own editor
 * and diff editor show them. What a step left never changes, so a document is read once.
 */
export class StateDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(stateScheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t(
        '// The debug session of this run has ended: replay the run to see {0} again.\n',
        uri.path,
      )
    );
  }

  /**
   * The session of the run, or that of a child on a line of its own.
   *
   * @throws Error with the adapter's words when there is no such step
   */
  async open(k: number, branch = ''): Promise<void> {
    const uri = await this.#read(k, branch);
    await vscode.window.showTextDocument(uri, { viewColumn: beside(), preview: true });
  }

  /** VS Code's diff editor between two positions of a line, the earlier one on the left. */
  async compare(one: number, other: number, branch = ''): Promise<void> {
    const [before, after] = one < other ? [one, other] : [other, one];
    const [left, right] = [await this.#read(before, branch), await this.#read(after, branch)];
    const title = vscode.l10n.t('Session: {0} ↔ {1}', nameOf(before, branch), nameOf(after, branch));
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { viewColumn: beside() });
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #read(k: number, branch: string): Promise<vscode.Uri> {
    const { session } = this.#sessions;
    if (session === null)
      throw new Error(vscode.l10n.t('No workflow is being debugged: start one, or replay a run.'));
    const { run, session: value } = await ask(session, 'backstep/state', { k, branch });
    const edited = this.#sessions.position?.seq === k ? this.#sessions.position.mode === 'forking' : false;
    const place = nameOf(k, branch);
    const name = edited && branch === '' ? `${place}, edited` : place;
    const uri = vscode.Uri.from({ scheme: stateScheme, path: `/${run}/${name}/session.json` });
    this.#keep(uri.toString(), assertFitsEditor(asText(value)));
    return uri;
  }

  #keep(key: string, text: string): void {
    this.#texts.delete(key);
    this.#texts.set(key, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= mostKept) return;
      this.#texts.delete(oldest);
    }
  }
}

export function asText(value: Json): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Beside the graph, where the code is. */
export function beside(): vscode.ViewColumn {
  const graph = vscode.window.tabGroups.activeTabGroup.viewColumn;
  const code = vscode.window.visibleTextEditors[0]?.viewColumn;
  return code ?? (graph === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One);
}

function nameOf(k: number, branch: string): string {
  const step = k === 0 ? 'start' : `step ${k}`;
  return branch === '' ? step : `${step}, branch ${branch.replaceAll('/', ' ')}`;
}
