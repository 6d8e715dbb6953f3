import type { DebugProtocol } from '@vscode/debugprotocol';

type Setting = () => Promise<DebugProtocol.Breakpoint[]>;

/** Sets breakpoints, and sets them again when there is another text or more is known; tells of those that changed by that. */
export function keepVerified(tell: (changed: DebugProtocol.Breakpoint) => void): {
  keep(place: string, set: Setting): Promise<DebugProtocol.Breakpoint[]>;
  reverify(): Promise<void>;
} {
  const kept = new Map<string, { readonly set: Setting; readonly answers: DebugProtocol.Breakpoint[] }>();
  async function keep(place: string, set: Setting): Promise<DebugProtocol.Breakpoint[]> {
    const answers = await set();
    kept.set(place, { set, answers });
    return answers;
  }
  return {
    keep,
    async reverify() {
      for (const [place, { set, answers: before }] of [...kept]) {
        const after = await keep(place, set);
        for (const [index, breakpoint] of after.entries()) {
          if (JSON.stringify(breakpoint) !== JSON.stringify(before[index])) tell(breakpoint);
        }
      }
    },
  };
}
