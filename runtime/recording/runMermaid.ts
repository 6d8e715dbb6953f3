import { waitingState } from '../language/nextState.ts';
import { legible } from '../model/legible.ts';
import type { Frame } from '../model/run.ts';
import type { RunReader } from './reader.ts';
import { stride } from './runFacts.ts';

/** The way that a run took as a Mermaid state diagram: each transition once, with how often it was taken. */
export function runMermaid(run: RunReader): string {
  const counts = new Map<string, Edge & { times: number }>();
  const count = (edge: Edge): void => {
    const key = JSON.stringify(edge);
    const counted = counts.get(key);
    if (counted === undefined) counts.set(key, { ...edge, times: 1 });
    else counted.times += 1;
  };
  /** By their lines: what is not waited for any more is drawn as what it led to. */
  const waits = new Map<string, Edge>();
  for (let first = 1; first <= run.head; first += stride) {
    for (const frame of run.range(first, Math.min(run.head, first + stride - 1))) {
      waits.delete(frame.branch);
      const edge = edgeOf(frame);
      if (frame.next === waitingState) waits.set(frame.branch, edge);
      else count(edge);
    }
  }
  if (run.end?.status !== 'done' && run.end?.status !== 'failed')
    for (const edge of waits.values()) count(edge);
  const names = new Map<string, string>();
  const idOf = (state: string): string => {
    const known = names.get(state);
    if (known !== undefined) return known;
    // A number of its own: no name of a state then ever is a word of Mermaid's.
    const id = state === '#done' ? '[*]' : `s${names.size}`;
    names.set(state, id);
    return id;
  };
  const { workflow, id, start } = run.header;
  const edges = [
    `  [*] --> ${idOf(start)}`,
    ...[...counts.values()].map(
      ({ from, to, label, times }) =>
        `  ${idOf(from)} --> ${idOf(to)} : ${label && `${escaped(label)} `}×${times}`,
    ),
  ];
  const declared = [...names]
    .filter(([, own]) => own !== '[*]')
    .map(([state, own]) => `  state "${escaped(state)}" as ${own}`);
  const title = `${workflow}, run ${id}: ${run.summary.status} after ${run.head === 1 ? '1 step' : `${run.head} steps`}`;
  return `${['---', `title: ${inYaml(legible(title))}`, '---', 'stateDiagram-v2', ...declared, ...edges].join('\n')}\n`;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  /** What ended a wait, or that a step was undone; empty for what a step returned. */
  readonly label: string;
}

function edgeOf({ state, next, workflow, wake, undoes }: Frame): Edge {
  // A child may have states of the same names.
  const named = (name: string): string => (workflow && !name.startsWith('#') ? `${workflow}: ${name}` : name);
  const from = named(state);
  if (undoes) return { from, to: from, label: 'undo' };
  const label = wake && ('signal' in wake ? `${wake.type} ${wake.signal}` : wake.type);
  return { from, to: named(next), label: label ?? '' };
}

/** Mermaid reads `#…;` as a character; nothing else in a name may end its quotes or its line. */
function escaped(text: string): string {
  return text.replace(/["#:;<>&\\%{}\p{Cc}\p{Cf}]/gu, (sign) => `#${sign.codePointAt(0)};`);
}

/** The title stands in YAML, where Mermaid does not read `#…;`; a diagram is pasted into pages, so it holds no markup. */
function inYaml(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
}
