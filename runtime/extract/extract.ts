import path from 'node:path';
import type { Extraction, Problem, StateNames } from '../model/graph.ts';
import { Evaluator } from './evaluator.ts';
import { areMembers, distinct, mentionsOf } from './mentions.ts';
import { problem } from './problem.ts';
import { type Range, rangeBetween } from './range.ts';
import { createResolution } from './resolution.ts';
import { createSources, type Read, type Source, type Sources } from './sources.ts';
import { createTypeResort, type FixedDeclarations } from './typeResort.ts';
import { findWorkflows } from './workflowClass.ts';
import { readGraph } from './workflowGraph.ts';

export interface ExtractOptions {
  /** The file's text, such as that of an unsaved editor; null or left out for what is on the disk. */
  readonly text?: string | null;
  /** Only the workflow of this name. */
  readonly workflow?: string;
}

/**
 * Keeps what it parsed, so that the next extraction of the same or of another file of the project only reads what
 * changed.
 */
export interface Extractor {
  /** The graphs of a file's workflows. Never throws, and never runs what it reads. */
  extract(file: string, options?: ExtractOptions): Extraction;
  /**
   * Every place that names a state of a workflow: in its file, in the files that its graph was read from, and in
   * `others`. `texts` are taken for files instead of what is on the disk. None when the file has no such workflow.
   */
  stateNames(file: string, workflow: string, options?: StateNamesOptions): StateNames;
}

export interface StateNamesOptions {
  readonly texts?: readonly { readonly file: string; readonly text: string }[];
  readonly others?: readonly string[];
}

/** What outlives one extraction. */
interface Kept {
  readonly sources: Sources;
  readonly fixed: FixedDeclarations;
}

/** `read` gives the text of the file itself and of all that it imports; by default the disk does. */
export function createExtractor(read?: Read): Extractor {
  const kept: Kept = { sources: createSources(read), fixed: new Map() };
  return {
    extract: (file, options = {}) => extractFrom(kept, path.resolve(file), options),
    stateNames: (file, workflow, options = {}) => stateNamesFrom(kept, path.resolve(file), workflow, options),
  };
}

/** Extracts one file, once; for a file that is extracted again and again, {@link createExtractor} is faster. */
export function extract(file: string, options: ExtractOptions & { readonly read?: Read } = {}): Extraction {
  return createExtractor(options.read).extract(file, options);
}

function extractFrom(kept: Kept, file: string, { text, workflow }: ExtractOptions): Extraction {
  const { sources } = kept;
  try {
    sources.refresh();
    const source = text === undefined || text === null ? sources.open(file) : sources.put(file, text);
    if (!source) return unreadable(file);
    const all = readWorkflows(kept, source);
    if (workflow === undefined) return all;
    return { ...all, workflows: all.workflows.filter(({ name }) => name === workflow) };
  } catch (error) {
    // A mistake in extraction itself, or code nested deeper than the stack: whoever asked must not fall with it.
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The graph could not be read (${reason}): please report this with the file that shows it.`;
    return { file, workflows: [], problems: [problem('extraction-failed', startOf(file), message)] };
  }
}

function stateNamesFrom(
  kept: Kept,
  file: string,
  workflow: string,
  { texts = [], others = [] }: StateNamesOptions,
): StateNames {
  const { sources } = kept;
  try {
    sources.refresh();
    for (const one of texts) sources.put(path.resolve(one.file), one.text);
    const source = sources.open(file);
    if (!source) return noNames;
    const evaluator = evaluatorFor(kept, source);
    const all = findWorkflows(evaluator, source, []).map((of) => ({ of, ...readGraph(evaluator, of) }));
    const named = all.find(({ graph }) => graph.name === workflow);
    if (!named) return noNames;
    for (const other of others) sources.open(path.resolve(other));
    const own = sources.opened().filter((one) => !/[\\/]node_modules[\\/]|\.d\.[cm]?ts$/.test(one.file));
    const declared = new Set(named.table.nodes.values());
    // Workflows that share a list of states are renamed together.
    const sharing = all.filter(({ table }) => [...table.nodes.values()].some((node) => declared.has(node)));
    const mentions = sharing.flatMap(({ of, table }) => mentionsOf(evaluator, table, of.of.node, own));
    return { areMembers: areMembers(named.table), mentions: distinct(mentions) };
  } catch {
    return noNames; // Code nested deeper than the stack: extraction has told of it.
  }
}

const noNames: StateNames = { areMembers: false, mentions: [] };

function evaluatorFor({ sources, fixed }: Kept, { file }: Source): Evaluator {
  const resolution = createResolution(sources);
  return new Evaluator(sources, resolution, createTypeResort(sources, resolution, file, fixed));
}

function readWorkflows(kept: Kept, source: Source): Extraction {
  const problems: Problem[] = [...syntaxErrors(source)];
  const evaluator = evaluatorFor(kept, source);
  const found = findWorkflows(evaluator, source, problems);
  const workflows = found.map((one) => readGraph(evaluator, one).graph);
  problems.push(...evaluator.assumptions());
  if (workflows.length === 0) {
    problems.push(
      problem(
        'no-workflow',
        startOf(source.file),
        'There is no workflow in this file: decorate a class with @workflow({ states, start }).',
      ),
    );
  }
  return { file: source.file, workflows, problems };
}

/** The parser's complaints; it goes on after each, so that most of a half-typed file still has a graph. */
function syntaxErrors({ tree }: Source): readonly Problem[] {
  const { parseDiagnostics = [] } = tree as typeof tree & {
    readonly parseDiagnostics?: readonly {
      readonly start: number;
      readonly length: number;
      readonly messageText: string | { readonly messageText: string };
    }[];
  };
  return parseDiagnostics.slice(0, 5).map(({ start, length, messageText }) => {
    const reason = typeof messageText === 'string' ? messageText : messageText.messageText;
    const range = rangeBetween(tree, start, start + length);
    return problem(
      'syntax-error',
      range,
      `The file does not parse here (${reason.replace(/\.$/, '')}): the graph may lack what follows.`,
    );
  });
}

function unreadable(file: string): Extraction {
  const message = `The file ${file} cannot be read: check that it exists and is a text file.`;
  return { file, workflows: [], problems: [problem('file-not-readable', startOf(file), message)] };
}

function startOf(file: string): Range {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
