import { readFileSync, statSync } from 'node:fs';
import type { Extractor } from '../extract/extract.ts';
import type { WorkflowGraph } from '../model/graph.ts';
import type { ValueType } from '../model/valueType.ts';

/** Static graphs by file, extracted once per change of the file. */
export interface Graphs {
  /** The workflows of a file; none when it cannot be read. Never rejects. */
  of(file: string): Promise<readonly WorkflowGraph[]>;
  /** The workflows of a text that stands in for a file, as a recording keeps it. */
  ofText(file: string, text: string): Promise<readonly WorkflowGraph[]>;
  /** The type of a workflow's session, as the file says now; null where it says none. Never rejects. */
  sessionType(file: string, workflow: string): Promise<ValueType | null>;
  /** The type that a workflow's method gives its data, in the same way. */
  dataType(file: string, workflow: string, method: string): Promise<ValueType | null>;
  /** The workflows of the text that runs: those of the file while it holds that text. */
  ofSource(file: string, text: string): Promise<readonly WorkflowGraph[]>;
}

export function createGraphs(onProblem: (message: string) => void): Graphs {
  const texts = new Map<string, Promise<readonly WorkflowGraph[]>>();
  const known = new Map<
    string,
    { readonly changed: number; readonly graphs: Promise<readonly WorkflowGraph[]> }
  >();

  /** Kept for the session, so that a changed file costs what changed; it brings the compiler, so it is loaded late. */
  let extractor: Extractor | null = null;

  /** A text that does not parse is read by guessing: while there is one, `sound` stands, by which the run came where it is. */
  async function read(
    file: string,
    text: string | null,
    sound: Promise<readonly WorkflowGraph[]> | null = null,
  ): Promise<readonly WorkflowGraph[]> {
    try {
      const { createExtractor } = await import('../extract/extract.ts');
      extractor ??= createExtractor();
      // A recorded text must not stand in for the file that others import.
      const chosen = text === null ? extractor : createExtractor();
      const { workflows, problems } = chosen.extract(file, { text });
      const isBroken = problems.some(({ code }) => code === 'syntax-error');
      return isBroken && sound !== null ? await sound : workflows;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onProblem(`The graph of ${file} could not be read: ${reason}`);
      return [];
    }
  }

  async function typeIn(
    file: string,
    readFrom: (text: string) => Promise<ValueType | null>,
  ): Promise<ValueType | null> {
    const text = textOf(file);
    if (text === null) return null;
    try {
      return await readFrom(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onProblem(`The types of ${file} could not be read: ${reason}`);
      return null;
    }
  }

  const graphs: Graphs = {
    of(file) {
      const changed = changedAt(file);
      const before = known.get(file);
      if (before?.changed === changed) return before.graphs;
      const graphs = read(file, null, before?.graphs ?? null);
      known.set(file, { changed, graphs });
      return graphs;
    },
    ofText(file, text) {
      const graphs = texts.get(text) ?? read(file, text);
      texts.set(text, graphs);
      return graphs;
    },
    sessionType: (file, workflow) =>
      typeIn(file, async (text) => {
        const { sessionTypeOf } = await import('../extract/sessionType.ts');
        return sessionTypeOf(file, text, workflow);
      }),
    dataType: (file, workflow, method) =>
      typeIn(file, async (text) => {
        const { dataTypeOf } = await import('../extract/dataType.ts');
        return dataTypeOf(file, text, workflow, method);
      }),
    ofSource: (file, text) => (textOf(file) === text ? graphs.of(file) : graphs.ofText(file, text)),
  };
  return graphs;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // The run's own text is all that there is of it.
  }
}

export function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
