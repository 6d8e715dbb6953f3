import type { Frame } from './run.ts';

/** Whether a frame ends a branch that failed where failures are collected: it goes on to the join all the same. */
export function isFailedBranch({ branch, next, directive }: Frame): boolean {
  return branch !== '' && directive.directive === 'fail' && next !== '#failed';
}
