import { legible } from '../runtime/model/legible.ts';
import type { RunSummary } from '../runtime/model/run.ts';
import { type RunNode, statusWord } from './runTree.ts';

/** Which runs the Runs view lists; empty sets and an empty text leave nothing out. */
export interface RunFilter {
  readonly workflows: ReadonlySet<string>;
  /** Status words, as the view shows them. */
  readonly statuses: ReadonlySet<string>;
  /** Words that a run's name, id, file or status must all contain. */
  readonly text: string;
}

export const noFilter: RunFilter = { workflows: new Set(), statuses: new Set(), text: '' };

export function isFiltering({ workflows, statuses, text }: RunFilter): boolean {
  return workflows.size > 0 || statuses.size > 0 || text.trim() !== '';
}

/** The rows that a filter lets through, with those they stand under. Files that cannot be read have no workflow. */
export function filterNodes(nodes: readonly RunNode[], filter: RunFilter): readonly RunNode[] {
  if (!isFiltering(filter)) return nodes;
  return nodes.flatMap((node): readonly RunNode[] => {
    switch (node.type) {
      case 'run': {
        const forks = filterNodes(node.forks, filter);
        return forks.length > 0 || matches(node.run, filter) ? [{ ...node, forks }] : [];
      }
      case 'folder': {
        const children = filterNodes(node.children, filter);
        return children.length > 0 ? [{ ...node, children }] : [];
      }
      case 'unreadable':
        return [];
      default:
        return node satisfies never;
    }
  });
}

/** The filter in a few words. */
export function describeFilter({ workflows, statuses, text }: RunFilter): string {
  const words = text.trim();
  return legible([...workflows, ...statuses, ...(words === '' ? [] : [`“${words}”`])].join(', '));
}

/** All runs below some rows. */
export function runsIn(nodes: readonly RunNode[]): readonly RunSummary[] {
  return nodes.flatMap((node) => {
    if (node.type === 'run') return [node.run, ...runsIn(node.forks)];
    return node.type === 'folder' ? runsIn(node.children) : [];
  });
}

function matches(run: RunSummary, { workflows, statuses, text }: RunFilter): boolean {
  const word = statusWord(run.status);
  if (workflows.size > 0 && !workflows.has(run.workflow)) return false;
  if (statuses.size > 0 && !statuses.has(word)) return false;
  const all = `${run.workflow} ${run.id} ${run.file} ${word}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((part) => all.includes(part));
}
