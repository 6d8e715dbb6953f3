import type { WorkflowGraph } from '../runtime/model/graph.ts';
import type { PositionBody } from '../runtime/model/position.ts';
import type { Inside } from './marks.ts';

/** The children of the given lines, by the state at which the line waits for them. */
export function insideOf(position: PositionBody, lines: readonly string[]): Map<string, Inside[]> {
  const found = new Map<string, Inside[]>();
  for (const { branch, state, workflow } of position.branches ?? []) {
    const outer = outerLine(branch);
    if (workflow === undefined || !lines.includes(outer)) continue;
    const at = stateOf(position, outer);
    const known = found.get(at);
    if (known) known.push({ workflow, state });
    else found.set(at, [{ workflow, state }]);
  }
  return found;
}

/** How many branches stand at each state: those of the given lines, and where these are several, they themselves. */
export function standingOn(position: PositionBody, lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { branch, state, workflow } of position.branches ?? []) {
    const isArm = workflow === undefined && lines.includes(outerLine(branch));
    const isOneOfMany = lines.length > 1 && lines.includes(branch);
    if (isArm || isOneOfMany) found.set(state, (found.get(state) ?? 0) + 1);
  }
  return found;
}

/** Ids of the lines that run `workflow` for the step of `source` on one of the given lines. */
export function childLines(
  position: PositionBody,
  lines: readonly string[],
  source: string,
  workflow: string,
): readonly string[] {
  return (position.branches ?? [])
    .filter((one) => one.workflow === workflow)
    .map(({ branch }) => branch)
    .filter((branch) => {
      const outer = outerLine(branch);
      return lines.includes(outer) && stateOf(position, outer) === source;
    });
}

/**
 * Where a session stands as the picture of a child shows it: with several children of one kind, each stands somewhere
 * like a branch does, and none is the current one.
 */
export function childPosition(
  position: PositionBody,
  lines: readonly string[],
  graph: WorkflowGraph,
): PositionBody {
  const sums = position.children?.find(({ workflow }) => workflow === graph.name);
  const { spent: _, ...rest } = position;
  const open = position.branches ?? [];
  const [only, ...others] = open.filter(({ branch }) => lines.includes(branch));
  return {
    ...rest,
    workflow: graph.name,
    file: graph.file,
    state: only && others.length === 0 ? only.state : '',
    last: null,
    visits: sums?.visits ?? {},
    edges: sums?.edges ?? [],
    ...(sums?.spent ? { spent: sums.spent } : {}),
  };
}

function stateOf({ state, branches }: PositionBody, line: string): string {
  return line === '' ? state : (branches?.find(({ branch }) => branch === line)?.state ?? '');
}

function outerLine(line: string): string {
  return line.slice(0, Math.max(0, line.lastIndexOf('/')));
}
