import * as vscode from 'vscode';
import type { Json } from '../runtime/language/json.ts';
import type { ValueType } from '../runtime/model/valueType.ts';
import { needsInput } from './neededInput.ts';
import { askForPayload } from './payloadForm.ts';
import type { WorkerClient } from './workerClient.ts';
import type { ChosenWorkflow } from './workflowChoice.ts';
import type { WorkflowFiles } from './workflowFiles.ts';

/** What a run begins with; undefined when the person has turned away. */
export type GivenInput = { readonly input: Json } | undefined;

/** Asks for the input of a workflow that is to be started, as its start step's types tell what it is. */
export class WorkflowInput {
  readonly #worker: WorkerClient;
  readonly #files: WorkflowFiles;
  readonly #memory: vscode.Memento;

  constructor(worker: WorkerClient, files: WorkflowFiles, memory: vscode.Memento) {
    this.#worker = worker;
    this.#files = files;
    this.#memory = memory;
  }

  /**
   * Asks where the workflow cannot begin without an input, and gives nothing where it can.
   *
   * @throws WorkerError
   */
  async whereNeeded(chosen: ChosenWorkflow): Promise<GivenInput | 'none'> {
    const type = await this.#typeOf(chosen);
    return needsInput(type) ? await this.#askFor(chosen, type) : 'none';
  }

  /** @throws WorkerError */
  async ask(chosen: ChosenWorkflow): Promise<GivenInput> {
    const type = await this.#typeOf(chosen);
    // Whoever wants to give an input to a workflow that takes none is not told what it is.
    return await this.#askFor(chosen, type?.type === 'null' ? null : type);
  }

  async #askFor(chosen: ChosenWorkflow, type: ValueType | null): Promise<GivenInput> {
    const title = vscode.l10n.t('Input of {0}', chosen.workflow);
    const key = `input ${chosen.file} ${chosen.workflow}`;
    const last = this.#memory.get<string>(key);
    if (last !== undefined) {
      const other = { label: vscode.l10n.t('Another input…'), again: false };
      const again = { label: last, description: vscode.l10n.t('as the last time'), again: true };
      const picked = await vscode.window.showQuickPick([again, other], { title, ignoreFocusOut: true });
      if (picked === undefined) return undefined;
      if (picked.again) return { input: JSON.parse(last) as Json };
    }
    const input = await askForPayload(title, type);
    if (input === undefined) return undefined;
    await this.#memory.update(key, JSON.stringify(input));
    return { input };
  }

  async #typeOf({ file, workflow }: ChosenWorkflow): Promise<ValueType | null> {
    const graph = (this.#files.known(file) ?? (await this.#files.read(file))).graphs.get(workflow);
    const start = graph?.states.find(({ id }) => id === graph.start);
    if (!start?.handler) return null;
    const { input } = await this.#worker.request({
      type: 'inputType',
      file: start.file,
      workflow,
      start: start.handler,
    });
    return input;
  }
}
