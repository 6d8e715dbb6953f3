import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { WorkflowGraph } from '../runtime/model/graph.ts';
import type { ToWebview } from '../runtime/model/pageProtocol.ts';
import type { WorkflowPlace } from '../runtime/model/workerProtocol.ts';
import type { KnownFile, WorkflowFiles } from './workflowFiles.ts';

type ChildMessage = Extract<ToWebview, { readonly type: 'child' }>;

/** What it is read from. */
type Files = Pick<WorkflowFiles, 'known' | 'read' | 'readRecorded'>;

/**
 * The graphs of the children that the page draws in place. It only gets those that a graph names which it has already:
 * what it asks for before that is remembered, as a page asks that was restored with open children.
 */
export class ChildGraphs {
  readonly #files: Files;
  readonly #recording: () => string | null;
  readonly #post: (message: ChildMessage) => void;
  readonly #graphs = new Map<string, WorkflowGraph>();
  #drawn: WorkflowGraph | null = null;
  /** All that the page asked for last. */
  #asked: readonly WorkflowPlace[] = [];
  /** Those of them that it may have. */
  #wanted: readonly WorkflowPlace[] = [];

  /** @param recording path of the recording that is replayed, which holds sources that may be nowhere else */
  constructor(files: Files, recording: () => string | null, post: (message: ChildMessage) => void) {
    this.#files = files;
    this.#recording = recording;
    this.#post = post;
  }

  get graphs(): readonly WorkflowGraph[] {
    return [...this.#graphs.values()];
  }

  graphOf(place: WorkflowPlace): WorkflowGraph | null {
    return this.#graphs.get(keyOf(place)) ?? null;
  }

  /** Sends each of the graphs, and from now on again when it changes. */
  async ask(places: readonly WorkflowPlace[]): Promise<void> {
    this.#asked = places;
    this.#wanted = [];
    await this.#look();
  }

  /** The page has another graph, or none any more. */
  async turnTo(drawn: WorkflowGraph | null): Promise<void> {
    this.#drawn = drawn;
    await this.#look();
  }

  fileChanged(file: string): void {
    const known = this.#files.known(file);
    if (known !== undefined) this.#send(file, known);
  }

  /** Sends what may be sent now and was not before. */
  async #look(): Promise<void> {
    const before = new Set(this.#wanted.map(keyOf));
    const asked = this.#asked;
    this.#wanted = asked.filter((place) => this.#isNamed(place));
    const keys = new Set(this.#wanted.map(keyOf));
    for (const key of this.#graphs.keys()) if (!keys.has(key)) this.#graphs.delete(key);
    const added = this.#wanted.filter((place) => !before.has(keyOf(place)));
    for (const file of new Set(added.map((place) => place.file))) {
      try {
        const known = await this.#read(file);
        // Reading a file makes it known anew, and that has sent its graphs, where they are not those of a recording.
        if (known !== undefined && this.#asked === asked) this.#send(file, known);
      } catch (error) {
        for (const place of added)
          if (place.file === file)
            this.#post({ type: 'child', ...place, graph: null, reason: (error as Error).message });
      }
    }
  }

  async #read(file: string): Promise<KnownFile | undefined> {
    const known = this.#files.known(file);
    if (known?.open === true) return known;
    const recording = existsSync(file) ? null : this.#recording();
    if (recording !== null) return this.#files.readRecorded(recording);
    await this.#files.read(file);
    return undefined;
  }

  #send(file: string, { graphs }: KnownFile): void {
    for (const place of this.#wanted) {
      if (place.file !== file) continue;
      const graph = graphs.get(place.workflow) ?? null;
      const reason =
        graph === null ? vscode.l10n.t('{0} holds no workflow {1}.', basename(file), place.workflow) : null;
      if (graph === null) this.#graphs.delete(keyOf(place));
      else this.#graphs.set(keyOf(place), graph);
      this.#post({ type: 'child', ...place, graph, reason });
    }
    // These may name children of their own.
    void this.#look();
  }

  #isNamed({ file, workflow }: WorkflowPlace): boolean {
    const graphs = [...(this.#drawn === null ? [] : [this.#drawn]), ...this.#graphs.values()];
    return graphs.some(({ transitions }) =>
      transitions.some(({ child }) => child?.file === file && child.workflow === workflow),
    );
  }
}

function keyOf({ file, workflow }: WorkflowPlace): string {
  return JSON.stringify([file, workflow]);
}
