import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { WorkflowGraph } from '../runtime/model/graph.ts';
import type { ChildPlace, FromWebview, ToWebview, ViewAction } from '../runtime/model/pageProtocol.ts';
import type { PositionBody } from '../runtime/model/position.ts';
import type { StreamBody } from '../runtime/model/stream.ts';
import type { WorkflowPlace } from '../runtime/model/workerProtocol.ts';
import { breakpointMarks, toggleStateBreakpoint, toggleTransitionBreakpoint } from './breakpoints.ts';
import { ChildGraphs } from './childGraphs.ts';
import { transitionAt } from './drawnTransition.ts';
import { heatMessage } from './graphHeat.ts';
import { readFromWebview, readLeftOpen } from './graphMessage.ts';
import { graphPage } from './graphPage.ts';
import { type GraphSubject, noGraph, titleOf } from './graphSubject.ts';
import { HeldFocus } from './heldFocus.ts';
import { pageTexts } from './pageTexts.ts';
import type { Place } from './place.ts';
import { revealPlace } from './revealPlace.ts';
import { answerRunRequest, type RunAnswer, type RunPageParts, type RunRequest } from './runPage.ts';
import type { WorkerClient } from './workerClient.ts';
import { filesOf, type KnownFile, type WorkflowFiles } from './workflowFiles.ts';
import { workflowAtLine } from './workflowText.ts';

export interface GraphPanelParts extends RunPageParts {
  readonly extensionUri: vscode.Uri;
  readonly files: WorkflowFiles;
  readonly worker: WorkerClient;
  /** Remembers the subject, and what was opened in the page, while the window reloads. */
  readonly memory: vscode.Memento;
}

export const graphViewType = 'backstep.graph';
const subjectKey = 'backstep.graph.subject';
const leftOpenKey = 'backstep.graph.leftOpen';

/**
 * The one graph panel. It follows the active workflow file, and while a debug session lives, the session; what is
 * asked for by command is shown until either moves on to another workflow.
 */
export class GraphPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #parts: GraphPanelParts;
  readonly #disposables: vscode.Disposable[];
  /** Those that are drawn inside of the graph. */
  readonly #children: ChildGraphs;
  #panel: vscode.WebviewPanel | null = null;
  #ready = false;
  readonly #focus = new HeldFocus();
  #subject: GraphSubject | null;
  #drawn: WorkflowGraph | null = null;
  /** The subject of the last position, so that only a session that moves to another workflow moves the panel. */
  #followed: GraphSubject | null = null;

  constructor(parts: GraphPanelParts) {
    const { files, sessions, memory } = parts;
    this.#parts = parts;
    this.#subject = memory.get<GraphSubject>(subjectKey) ?? null;
    this.#children = new ChildGraphs(
      files,
      () => sessions.recording,
      (message) => {
        this.#post(message);
        this.#sendBreakpoints();
      },
    );
    this.#disposables = [
      vscode.window.registerWebviewPanelSerializer(graphViewType, this),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#followEditor(editor)),
      files.onDidChange((file) => this.#fileChanged(file)),
      sessions.onDidChange((position) => this.#followSession(position)),
      vscode.debug.onDidChangeBreakpoints(() => this.#sendBreakpoints()),
    ];
  }

  /** What the panel shows, while it is open. */
  get subject(): GraphSubject | null {
    return this.#panel && this.#subject;
  }

  /** The graph that is drawn. */
  get graph(): WorkflowGraph | null {
    return this.#drawn;
  }

  /** Those of the children that are drawn inside of it. */
  get children(): readonly WorkflowGraph[] {
    return this.#children.graphs;
  }

  /** All that are drawn: the graph, and the children inside of it. */
  get graphs(): readonly WorkflowGraph[] {
    return this.#drawn === null ? [] : [this.#drawn, ...this.children];
  }

  /** The graph that is drawn, or that of a child inside of it. */
  graphOf(owner: WorkflowPlace | null): WorkflowGraph | null {
    return owner === null ? this.#drawn : this.#children.graphOf(owner);
  }

  /** A call of the step in flight has answered more. */
  stream(stream: StreamBody): void {
    this.#post({ type: 'stream', stream });
  }

  /** Opens or closes a child in the picture; false while the panel is closed. */
  toggleChild(child: ChildPlace): boolean {
    if (this.#panel === null) return false;
    this.#panel.reveal();
    this.#post({ type: 'toggleChild', child });
    return true;
  }

  /** Opens the code of a state or of a transition, if the graph has it. */
  async revealSpot(spot: Exclude<Place, { readonly type: 'step' }>): Promise<void> {
    if (spot.type === 'transition') {
      if (this.#knowsFile(spot.file))
        await revealPlace({ ...spot, column: 1, beside: false }, this.#panel?.viewColumn);
      return;
    }
    const state = this.graphOf(spot.owner)?.states.find(({ id }) => id === spot.state);
    if (state !== undefined)
      await revealPlace({ ...state, column: 1, beside: false }, this.#panel?.viewColumn);
  }

  /** Has the page do something, and gives it the focus when the act is of no use without; false while it is closed. */
  act(action: ViewAction): boolean {
    if (this.#panel === null) return false;
    if (!/^(zoom|fit|grow|shrink)/.test(action)) this.#panel.reveal();
    this.#post({ type: 'do', action });
    return true;
  }

  /** Opens the panel beside the editor, or brings it forward, without taking the focus from the code. */
  show(subject: GraphSubject): void {
    this.#panel ??= this.#adopt(
      vscode.window.createWebviewPanel(
        graphViewType,
        vscode.l10n.t('State Graph'),
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        this.#webviewOptions(),
      ),
    );
    this.#panel.reveal(undefined, true);
    this.#turnTo(subject);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    // A second panel can only come from a layout saved by another window.
    if (this.#panel !== null) {
      panel.dispose();
    } else {
      panel.webview.options = this.#webviewOptions();
      this.#panel = this.#adopt(panel);
    }
    return Promise.resolve();
  }

  dispose(): void {
    for (const disposable of [...this.#disposables, this.#panel]) disposable?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): vscode.WebviewPanel {
    const address = (...path: string[]): string =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(this.#parts.extensionUri, 'dist', ...path)).toString();
    this.#ready = false;
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(this.#parts.extensionUri, 'extension', 'media', `graph-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.onDidChangeViewState(() => this.#giveBackFocus(panel));
    panel.onDidDispose(() => {
      this.#panel = null;
      this.#ready = false;
      this.#drawn = null;
      void this.#children.ask([]);
      void this.#children.turnTo(null);
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const read = readFromWebview(message);
      if (read === null)
        this.#parts.log.warn(`A message from the graph that is none: ${JSON.stringify(message)}`);
      else this.#receive(read);
    });
    panel.webview.html = graphPage({
      cspSource: panel.webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      script: address('webview.js'),
      style: address('webview.css'),
      icons: address('codicons', 'codicon.css'),
      layout: address('layout.js'),
      texts: pageTexts(),
    });
    return panel;
  }

  /** At each stop VS Code gives the focus to the code. Whoever travels along the timeline or among runs goes on there. */
  #giveBackFocus(panel: vscode.WebviewPanel): void {
    const action = panel.active ? null : this.#focus.take();
    if (action !== null) this.act(action);
  }

  async #answer(request: RunRequest): Promise<RunAnswer> {
    const answer = await answerRunRequest(request, this.#parts);
    if (typeof answer === 'object') this.#post(answer);
    return answer;
  }

  #webviewOptions(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#parts.extensionUri, 'dist')],
    };
  }

  #receive(message: FromWebview): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#sendLeftOpen();
        void this.#sendAll();
        return;
      case 'reveal':
        if (this.#knowsFile(message.file)) void revealPlace(message, this.#panel?.viewColumn);
        return;
      case 'toggleStateBreakpoint': {
        const graph = this.graphOf(message.workflow);
        if (graph !== null) toggleStateBreakpoint(graph, message.state);
        return;
      }
      case 'leftOpen':
        void this.#parts.memory.update(leftOpenKey, message);
        return;
      case 'children':
        void this.#children.ask(message.children);
        return;
      case 'toggleTransitionBreakpoint': {
        const drawn = transitionAt(this.graphs, message);
        if (drawn !== null) void toggleTransitionBreakpoint(drawn.graph, drawn.transition);
        return;
      }
      case 'choose':
        if (this.#subject !== null) this.#turnTo({ file: this.#subject.file, workflow: message.workflow });
        return;
      case 'travel':
      case 'openRun':
        void this.#focus.during(
          message.type === 'travel' ? 'focusTimeline' : 'focusForks',
          this.#answer(message),
        );
        return;
      case 'history':
      case 'step':
      case 'values':
      case 'openState':
      case 'openValue':
      case 'editSession':
      case 'copyCall':
      case 'editAnswer':
      case 'family':
        void this.#answer(message);
        return;
      case 'sendSignal':
        void vscode.commands.executeCommand('backstep.sendSignal');
        return;
      case 'heat':
        void this.#sendHeat();
        return;
      case 'layoutFailed':
        this.#parts.log.error(`The layout of the state graph failed: ${message.message}`);
        return;
      default:
        message satisfies never;
    }
  }

  /** The page may only open files that its graph was read from. */
  #knowsFile(file: string): boolean {
    return this.graphs.some((graph) => filesOf(graph).has(file));
  }

  #followEditor(editor: vscode.TextEditor | undefined): void {
    const { files, sessions } = this.#parts;
    if (editor === undefined || this.#panel === null || sessions.active) return;
    if (!files.looksLikeWorkflow(editor.document)) return;
    const file = editor.document.uri.fsPath;
    const known = files.known(file);
    const line = editor.selection.active.line + 1;
    const atCursor = known === undefined ? null : workflowAtLine(known.extraction, line);
    if (file === this.#subject?.file && atCursor === null) return;
    this.#turnTo({ file, workflow: atCursor?.name ?? null });
  }

  #followSession(position: PositionBody | null): void {
    if (position === null) this.#followed = null;
    else {
      const { file, workflow } = position;
      const moved = file !== this.#followed?.file || workflow !== this.#followed.workflow;
      this.#followed = { file, workflow };
      if (moved && this.#panel !== null) return this.#turnTo(this.#followed);
    }
    this.#sendPosition();
  }

  #turnTo({ file, workflow }: GraphSubject): void {
    const subject = { file, workflow };
    this.#subject = subject;
    void this.#parts.memory.update(subjectKey, subject);
    void this.#sendAll();
  }

  #fileChanged(file: string): void {
    this.#children.fileChanged(file);
    if (file !== this.#subject?.file) return;
    const known = this.#parts.files.known(file);
    // A closed file stays in the picture until the panel turns to another.
    if (known !== undefined) this.#sendGraph(this.#subject, known);
  }

  async #sendAll(): Promise<void> {
    const subject = this.#subject;
    if (!this.#ready) return;
    if (subject === null) {
      this.#post({
        type: 'graph',
        graph: null,
        reason: vscode.l10n.t('Open a file with a workflow to see its graph.'),
        workflows: [],
      });
      return;
    }
    const { files, sessions } = this.#parts;
    const known = files.known(subject.file);
    if (known?.open === true) {
      this.#sendGraph(subject, known);
      return;
    }
    try {
      // A recording may come from another machine; then its own copy of the source is all there is.
      const recording = existsSync(subject.file) ? null : sessions.recording;
      if (recording !== null) this.#sendGraph(subject, await files.readRecorded(recording));
      // Reading a file makes it known anew, and that sends the graph.
      else await files.read(subject.file);
    } catch (error) {
      if (subject !== this.#subject) return;
      this.#post({ type: 'graph', graph: null, reason: (error as Error).message, workflows: [] });
    }
  }

  #sendGraph(subject: GraphSubject, { graphs, syntaxError }: KnownFile): void {
    if (subject !== this.#subject || this.#panel === null || !this.#ready) return;
    const wanted = subject.workflow ?? graphs.keys().next().value;
    const graph = wanted === undefined ? undefined : graphs.get(wanted);
    const reason =
      syntaxError !== null
        ? vscode.l10n.t(
            'Line {0} does not parse: until it does, the graph may not show what the file says.',
            syntaxError.line,
          )
        : graph === undefined
          ? noGraph(subject)
          : null;
    this.#drawn = graph ?? this.#drawn;
    this.#panel.title = titleOf(graph);
    this.#post({ type: 'graph', graph: graph ?? null, reason, workflows: [...graphs.keys()] });
    void this.#children.turnTo(this.#drawn);
    this.#sendBreakpoints();
    this.#sendPosition();
  }

  async #sendHeat(): Promise<void> {
    if (this.#drawn !== null) this.#post(await heatMessage(this.#drawn, this.#parts.worker));
  }

  #sendLeftOpen(): void {
    const left = readLeftOpen(this.#parts.memory.get(leftOpenKey));
    if (left !== null) this.#post(left);
  }

  #sendPosition(): void {
    const position = this.#parts.sessions.position;
    const shown = this.#drawn;
    const same = position !== null && position.file === shown?.file && position.workflow === shown.name;
    this.#post({ type: 'position', position: same ? position : null });
  }

  #sendBreakpoints(): void {
    if (this.#drawn === null) return;
    const children = this.#children.graphs.map((graph) => ({
      file: graph.file,
      workflow: graph.name,
      ...breakpointMarks(graph),
    }));
    this.#post({ type: 'breakpoints', ...breakpointMarks(this.#drawn), children });
  }

  #post(message: ToWebview): void {
    if (this.#panel === null || !this.#ready) return;
    void this.#panel.webview.postMessage(message);
  }
}
