import { makeServices } from '../engine/prepare.ts';
import type { Json } from '../language/json.ts';
import type { Manifest } from '../language/manifest.ts';
import { legible, legibleLines } from '../model/legible.ts';
import { openRun } from '../recording/reader.ts';
import type { Timeline } from '../recording/timeline.ts';
import { readArguments, single } from './arguments.ts';
import { counted } from './counted.ts';
import { divergenceDocument, valueLines } from './divergenceText.ts';
import { hollowServices } from './hollowServices.ts';
import { goOffline } from './offline.ts';
import { print, printJson } from './output.ts';
import { loadProgram, type Program, tellVersion } from './program.ts';
import { quietConsole } from './quietConsole.ts';
import { recordedFile } from './recordedFile.ts';
import { recordingOf } from './recordings.ts';
import type { UnansweredCall } from './replayAnswers.ts';
import { replayArtifacts } from './replayArtifacts.ts';
import { type ReplayDivergence, replayRun, unansweredError } from './replayedRun.ts';
import { pathText } from './valuePath.ts';

const usage = 'backstep replay RUN... [--against FILE] [--services FILE] [--dir DIR] [--json]';

/** Runs today's code against recorded answers, without one call. True when it does what the recordings say. */
export async function replay(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['against', 'services', 'dir'],
    flags: ['json'],
    positional: [1, Number.POSITIVE_INFINITY],
    usage,
  });
  const asJson = given.options.has('json');
  // What the steps print was printed when they were recorded.
  quietConsole();
  const unanswered: UnansweredCall[] = [];
  const refuse = (service: string, method: string, args: readonly Json[]): Error => {
    const call = { service, method, args };
    unanswered.push(call);
    return unansweredError(call);
  };
  goOffline((address) => refuse('network', 'connect', [address]));
  const results: object[] = [];
  let same = true;
  for (const [position] of given.positional.entries()) {
    using reader = await openRun(recordingOf(given, position));
    const run = reader.timeline();
    const { workflow } = run.header;
    const path = recordedFile(given, run.header, 'against');
    const program = await loadProgram(path, workflow, single(given, 'services'), (manifest) =>
      servicesFor(manifest, run, (service, method) => refuse(service, method, [])),
    );
    tellVersion(program, run.header);
    const found = await replayRun(program, run, replayArtifacts(reader), unanswered);
    if (found) same = false;
    if (asJson) results.push(resultOf(run, found));
    else tell(run, found);
  }
  if (asJson) printJson({ same, runs: results });
  return same;
}

/** Services that cannot be made here, because a key is missing say, are not needed to answer from the recording. */
function servicesFor(
  manifest: Manifest,
  run: Timeline,
  refuse: (service: string, method: string) => Error,
): Program['services'] {
  try {
    return makeServices(manifest);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`backstep: the recording alone answers. ${reason}\n`);
    const names = run.frames.flatMap(({ calls }) => calls.map(({ service }) => service));
    return hollowServices(new Set(names), refuse);
  }
}

function resultOf(run: Timeline, found: ReplayDivergence | null): object {
  const { id } = run.header;
  if (found === null) return { run: id, same: true, steps: stepsIn(run), divergence: null };
  const { frame, path, a, b } = divergenceDocument(found);
  const state = frame === 0 ? run.header.start : run.frame(frame).state;
  return {
    run: id,
    same: false,
    steps: stepsIn(run),
    divergence: { frame, state, path, recorded: a, now: b, message: found.message },
  };
}

/** Those that ran again: the engine's own transitions follow from them. */
function stepsIn({ frames }: Timeline): number {
  return frames.filter(({ wake }) => !wake).length;
}

function tell(run: Timeline, found: ReplayDivergence | null): void {
  const { id } = run.header;
  if (found === null) {
    print(`${legible(id)}  same: ${counted(stepsIn(run), 'step')}\n`);
    return;
  }
  const { k, path, message } = found;
  const where = k === 0 ? 'at the start' : `at step ${k}, ${run.frame(k).state}`;
  print(
    legibleLines(`${id}  different ${where}: ${path.length === 0 ? '' : `${pathText(path)}, `}${message}\n`),
  );
  print(valueLines(found, ['recorded', 'now'], process.stdout.isTTY));
}
