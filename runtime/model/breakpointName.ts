/** The name of a function breakpoint that stops at a transition: `CHECKED->REFINED`; either end may be `*`. */
export function transitionBreakpoint(from: string, to: string): string {
  return `${from}->${to}`;
}

/** The ends that such a name gives; null for one that names a state. */
export function endsOf(name: string): { readonly from: string; readonly to: string } | null {
  const [, from, to] = /^\s*(\S.*?)\s*->\s*(.*?\S)\s*$/s.exec(name) ?? [];
  return from !== undefined && to !== undefined ? { from, to } : null;
}
