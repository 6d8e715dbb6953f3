/** What a run of the scenarios tells: one line of output each, after this word. */
export const reportMark = 'backstep-scenario';

export interface Report {
  readonly name: string;
  /** What went wrong, with the stack; absent when the scenario passed. */
  readonly failure?: string;
}

const scenarios: { name: string; play: () => Promise<void> }[] = [];

/** Adds a scenario that plays inside the extension host, where the `vscode` API is. */
export function scenario(name: string, play: () => Promise<void>): void {
  scenarios.push({ name, play });
}

/** The entry that VS Code calls: plays every scenario in turn and fails when one did, or when there was none. */
export async function run(): Promise<void> {
  let failed = 0;
  for (const { name, play } of scenarios) {
    const failure = await failureOf(play);
    if (failure !== undefined) failed += 1;
    const report: Report = failure === undefined ? { name } : { name, failure };
    console.log(`${reportMark} ${JSON.stringify(report)}`);
  }
  if (scenarios.length === 0) throw new Error('nothing-to-check: there is no scenario.');
  if (failed > 0) throw new Error(`scenarios-failed: ${failed} of ${scenarios.length} scenarios failed.`);
}

/** No scenario may hang the run: each has two minutes. */
async function failureOf(play: () => Promise<void>): Promise<string | undefined> {
  const limit = 120_000;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`timed-out: the scenario took longer than ${limit / 1000} s.`)),
      limit,
    );
  });
  try {
    await Promise.race([play(), tooLong]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
