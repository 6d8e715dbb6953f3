import type { RunComparison } from '../runtime/model/protocol.ts';
import { shortRun } from './position.ts';

/** How two runs compare, in one or two sentences. */
export function describeComparison({ divergence, a, b }: RunComparison): string {
  const [left, right] = [shortRun(a.run), shortRun(b.run)];
  if (divergence === null) return `${left} and ${right} did the same in all ${a.steps} steps.`;
  const { k, path, state } = divergence;
  const where = k === 0 ? 'began differently' : `part at step ${k}${state === null ? '' : ` (${state})`}`;
  const both = `${left} and ${right} ${where}`;
  if (path === '') {
    const [shorter, steps] = a.steps < b.steps ? [left, a.steps] : [right, b.steps];
    return `${both}: ${shorter} ends after ${steps === 1 ? '1 step' : `${steps} steps`}.`;
  }
  const told = (value: string | null): string => value ?? 'not there';
  return `${both}. ${path} is ${told(divergence.a)} in ${left}, ${told(divergence.b)} in ${right}.`;
}
