import type { RunReader } from './reader.ts';
import { stride } from './runFacts.ts';

/** The way that a run took as a Mermaid state diagram: each transition once, with how often it was taken. */
export function runMermaid(run: RunReader): string {
  const counts = new Map<string, { readonly from: string; readonly to: string; times: number }>();
  for (let first = 1; first <= run.head; first += stride) {
    for (const { state, next } of run.range(first, Math.min(run.head, first + stride - 1))) {
      const key = JSON.stringify([state, next]);
      const counted = counts.get(key);
      if (counted === undefined) counts.set(key, { from: state, to: next, times: 1 });
      else counted.times += 1;
    }
  }
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
    ...[...counts.values()].map(({ from, to, times }) => `  ${idOf(from)} --> ${idOf(to)} : ×${times}`),
  ];
  const declared = [...names]
    .filter(([, own]) => own !== '[*]')
    .map(([state, own]) => `  state "${escaped(state)}" as ${own}`);
  const title = escaped(`${workflow}, run ${id}: ${run.summary.status} after ${run.head} steps`);
  return `${['---', `title: "${title}"`, '---', 'stateDiagram-v2', ...declared, ...edges].join('\n')}\n`;
}

/** Mermaid reads `#…;` as a character; nothing else in a name may end its quotes or its line. */
function escaped(text: string): string {
  return text.replace(/["#:;<>&\\%{}\p{Cc}\p{Cf}]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
