import * as vscode from 'vscode';
import type { Json } from '../runtime/language/json.ts';
import type { ValueType } from '../runtime/model/valueType.ts';
import { needsInput } from './neededInput.ts';
import { askForPayload } from './payloadForm.ts';
import { rememberedInput } from './rememberedInput.ts';
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
   * @param redact - what a launch configuration says instead of the setting of that name
   * @throws WorkerError
   */
  async whereNeeded(chosen: ChosenWorkflow, redact: unknown): Promise<GivenInput | 'none'> {
    const type = await this.#typeOf(chosen);
    return needsInput(type) ? await this.#askFor(chosen, type, redact) : 'none';
  }

  /** @throws WorkerError */
  async ask(chosen: ChosenWorkflow): Promise<GivenInput> {
    const type = await this.#typeOf(chosen);
    // Whoever wants to give an input to a workflow that takes none is not told what it is.
    return await this.#askFor(chosen, type?.type === 'null' ? null : type);
  }

  async #askFor(chosen: ChosenWorkflow, type: ValueType | null, redact?: unknown): Promise<GivenInput> {
    const title = vscode.l10n.t('Input of {0}', chosen.workflow);
    const key = `input ${chosen.file} ${chosen.workflow}`;
    const rules = rulesFor(chosen, redact);
    const kept = this.#memory.get<string>(key);
    // What is to be left out may have been named since.
    const last = kept === undefined ? null : rememberedInput(JSON.parse(kept) as Json, rules);
    if (last === null) {
      if (kept !== undefined) await this.#memory.update(key, undefined);
    } else {
      const other = { label: vscode.l10n.t('Another input…'), again: false };
      const again = { label: shortened(last), description: vscode.l10n.t('as the last time'), again: true };
      const picked = await vscode.window.showQuickPick([again, other], { title, ignoreFocusOut: true });
      if (picked === undefined) return undefined;
      if (picked.again) return { input: JSON.parse(last) as Json };
    }
    const input = await askForPayload(title, type);
    if (input === undefined) return undefined;
    await this.#memory.update(key, rememberedInput(input, rules) ?? undefined);
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

function rulesFor({ file }: ChosenWorkflow, redact: unknown): readonly string[] {
  const setting = vscode.workspace.getConfiguration('backstep', vscode.Uri.file(file)).get<unknown>('redact');
  const rules = redact ?? setting;
  return Array.isArray(rules) ? rules.filter((rule) => typeof rule === 'string') : [];
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
