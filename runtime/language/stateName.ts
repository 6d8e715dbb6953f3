/**
 * Why a state cannot be called so; null where it can. Ends of a run begin with `#`, and breakpoints and listings write
 * `A->B` and `*`: a state of such a name would be taken for one of those.
 */
export function refusedStateName(name: string): string | null {
  if (name.trim() === '') return 'A state has no name: give it one.';
  const why = name.startsWith('#')
    ? 'begins with #, as the ends of a run do'
    : name === '*'
      ? 'stands for any state in breakpoints'
      : name.includes('->')
        ? 'reads like a transition'
        : null;
  return why === null ? null : `The state ${JSON.stringify(name)} ${why}: give it another name.`;
}
