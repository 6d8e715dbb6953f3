/**
 * Wanders through a run under the debugger as a person might, and counts what that changed in the world.
 *
 * W1. Where no run has been, a step changes the world unasked, once.
 * W2. Where a run has been, or where it was put by hand, an effect is made only after somebody said so about that call, or
 *     about all further ones.
 * W3. Moving along what is recorded changes nothing.
 */
import assert from 'node:assert/strict';
import { createBreakpoints } from '../../runtime/adapter/breakpoints.ts';
import { createCodeDebugger } from '../../runtime/adapter/codeDebugger.ts';
import { DapError } from '../../runtime/adapter/dapError.ts';
import type { Debuggee, DebuggeeListener, Stop } from '../../runtime/adapter/debuggee.ts';
import { readLaunch } from '../../runtime/adapter/launchArguments.ts';
import { launchCode } from '../../runtime/adapter/launchCode.ts';
import type { Recorder } from '../../runtime/adapter/recorder.ts';
import { isOver, openLines } from '../../runtime/language/line.ts';
import { waitsOf } from '../../runtime/language/waits.ts';
import type { AskBody } from '../../runtime/model/asked.ts';
import type { Frame, RunHeader } from '../../runtime/model/run.ts';
import { delivered } from '../conformance/delivered.ts';
import type { Plan } from '../conformance/randomPlan.ts';
import { RandomWorkflow } from '../conformance/randomWorkflow.ts';
import { inProcessHost } from './inProcessHost.ts';
import type { Move, Says } from './move.ts';

/** What came of a way through a run. */
export interface Wandered {
  readonly moves: number;
  /** Moves that led to an earlier position. */
  readonly rewinds: number;
  readonly forks: number;
  /** Effects that were made where no run had been. */
  readonly first: number;
  /** Questions whether to make an effect, and the effects that were made because somebody said so. */
  readonly asked: number;
  readonly again: number;
  /** Those among them that undid what an earlier one had done. */
  readonly undone: number;
  readonly delivered: number;
}

/** Longer than this no move of a test should take. */
const limitMs = 20_000;

/** @throws AssertionError where an effect was made that nobody asked for, or one is missing */
export async function wander(plan: Plan, moves: readonly Move[]): Promise<Wandered> {
  const before = delivered.length;
  const host = inProcessHost(RandomWorkflow);
  const tally = { moves: 0, rewinds: 0, forks: 0, first: 0, asked: 0, again: 0, undone: 0 };
  let says: readonly Says[] = ['reuse'];
  /** How often somebody said yes, and whether for all that was to come. */
  let yes = 0;
  let always = false;
  let run: Debuggee | null = null;
  let stopped = (_: Stop): void => undefined;
  let finished = false;

  /** Questions that were answered by undoing first, which may fail: then they are asked anew. */
  const undoing = new Set<string>();
  /** What broke a rule while the run was under way. */
  let broken = '';

  function onAsk({ id, compensates, recorded }: AskBody): void {
    tally.asked++;
    const [said = 'reuse', ...others] = says;
    if (others.length > 0) says = others;
    const question = `${host.loads}:${id}`;
    // What an undo of this workflow sends is one letter at most.
    if (!always && delivered.length - before > tally.first + yes + undoing.size) broken = 'W2, so far';
    const failed = undoing.has(question);
    if (failed) yes--;
    const undoes = said === 'undo, and live' && compensates !== null && !failed;
    if (undoes) undoing.add(question);
    // What has no recorded answer cannot be answered from the recording, and would wait on.
    const decision = said === 'reuse' && recorded ? 'reuse' : undoes ? 'compensate' : 'live';
    if (decision !== 'reuse') yes++;
    always ||= said === 'live, and all further ones';
    run?.decide(id, { decision, all: always && decision === 'live' });
  }
  const record = recorder((frame, goesNew) => {
    const made = frame.calls.filter(
      ({ effect, reused, result }) => effect !== undefined && !reused && result.type === 'value',
    );
    tally.undone += made.filter(({ undoing: undoes }) => undoes === true).length;
    if (goesNew) tally.first += made.length;
    else tally.again += made.length;
  });
  const listener: DebuggeeListener = {
    onStop: (stop) => stopped(stop),
    onAsk,
    onFinished: () => {
      finished = true;
    },
    onProgress: () => undefined,
    onOutput: () => undefined,
    onLog: () => undefined,
    onCode: () => undefined,
    onPrint: () => undefined,
    during: (_title, work) => work,
    onStream: () => undefined,
  };
  const launch = readLaunch({ program: import.meta.filename, input: plan, record: 'nowhere' });
  assert.ok(launch.type === 'code');
  const breakpoints = createBreakpoints();
  const code = createCodeDebugger(() => undefined);
  const surroundings = { loadHost: host.load, createRecorder: () => record };
  run = await launchCode(launch, { breakpoints, code }, listener, new AbortController().signal, surroundings);
  const debuggee = run;

  /** Does what may stop now or later, and waits for the stop. */
  async function untilStop(what: string, go: () => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no stop after: ${what}`)), limitMs);
      stopped = () => {
        clearTimeout(timer);
        resolve();
      };
      go();
    });
  }

  await untilStop('launch', () => debuggee.enter(true));
  for (const move of moves) {
    const { cursor } = debuggee;
    const { k, timeline } = cursor;
    says = move.says;
    const go = effectOf(move, debuggee, host.kill);
    if (go === null) continue;
    tally.moves++;
    const was = delivered.length;
    const walks = cursor.mode === 'following';
    if (go.stops) await untilStop(JSON.stringify(move), go.act);
    else go.act();
    if (cursor.k < k) tally.rewinds++;
    if (cursor.timeline !== timeline) tally.forks++;
    if (walks && go.keepsTo) assert.equal(delivered.length, was, 'W3');
  }
  await debuggee.stop();
  assert.ok(!finished, 'the session stays');
  assert.equal(broken, '');
  const count = delivered.length - before;
  delivered.length = before;
  assert.equal(count, tally.first + tally.again, 'W1 and W2: what was made is recorded');
  if (!always) assert.equal(tally.again, yes + tally.undone, 'W2');
  return { ...tally, delivered: count };
}

interface Effect {
  act(): void;
  /** Whether the session stops after it; what does not is done at once. */
  readonly stops: boolean;
  /** Whether it keeps to what is recorded, where there is more of that. */
  readonly keepsTo: boolean;
}

/** What a move comes to where the run stands; null where it comes to nothing. */
function effectOf({ does, at }: Move, run: Debuggee, kill: () => void): Effect | null {
  const { cursor } = run;
  const { snapshot, timeline, k } = cursor;
  const open = openLines(snapshot);
  const pick = <T>(from: readonly T[]): T | null => from[at % Math.max(1, from.length)] ?? null;
  const walk = (act: () => void): Effect => ({ act, stops: true, keepsTo: true });
  const leave = (act: () => void): Effect => ({ act, stops: true, keepsTo: false });
  const once = (act: () => void): Effect => ({ act, stops: false, keepsTo: false });
  // Going on from the end ends the session.
  const ends = cursor.atHead && isOver(snapshot);
  switch (does) {
    case 'step':
      return ends ? null : walk(() => run.next(''));
    case 'step a branch': {
      const branch = pick(open);
      return branch === null || ends ? null : walk(() => run.next(branch));
    }
    case 'step back':
      return walk(() => run.back(''));
    case 'step a branch back': {
      const branch = pick(open);
      return branch === null ? null : walk(() => run.back(branch));
    }
    case 'continue':
      return ends ? null : walk(() => run.resume());
    case 'reverse continue':
      return walk(() => run.backToStop());
    case 'restart frame': {
      const frame = k === 0 ? null : timeline.frame((at % k) + 1);
      return frame && leave(() => run.runOnFrom(frame.seq - 1, frame.branch));
    }
    case 'travel':
      return walk(() => run.travelTo(at % (timeline.head + 1), null));
    case 'fork':
      return leave(() => run.runOnFrom(at % (timeline.head + 1)));
    case 'edit session':
    case 'edit data': {
      const target = does === 'edit data' ? 'data' : 'session';
      if (cursor.editRefusal(target) !== null) return refused(run, target);
      const path = target === 'data' ? [] : ['list'];
      return once(() => cursor.edit(target, [{ op: 'set', path, value: [at] }]));
    }
    case 'put elsewhere':
      return cursor.editRefusal('state') === null
        ? leave(() => run.jumpTo(`S${at % 6}`))
        : refused(run, 'state');
    case 'undo edit':
      return once(() => void cursor.undoEdit());
    case 'signal': {
      const wait = pick(waitsOf(snapshot).filter(({ signal }) => signal !== null));
      return wait?.signal ? leave(() => run.signal(wait.signal as string, at)) : null;
    }
    case 'signal nobody waits for': {
      const name = `r:${at % 9}`;
      return waitsOf(snapshot).some(({ signal }) => signal === name)
        ? null
        : once(() => run.signal(name, at));
    }
    case 'kill the host':
      return once(kill);
    default:
      return does satisfies never;
  }
}

function refused(run: Debuggee, target: 'session' | 'data' | 'state'): null {
  assert.throws(() => run.cursor.edit(target, []), DapError);
  return null;
}

/** Keeps nothing, and holds each run to being recorded once. */
function recorder(onFrame: (frame: Frame, goesNew: boolean) => void): Recorder {
  let header: RunHeader | null = null;
  let wasPut = false;
  let seq = 0;
  return {
    undone: { stateOf: () => null, note: () => undefined },
    begin(begun, inherited = 0) {
      header = begun;
      wasPut = false;
      seq = inherited;
    },
    append(frame) {
      assert.equal(frame.seq, ++seq, 'W1: a step of a run is taken once');
      assert.ok(header);
      wasPut ||= frame.edits.some(({ target }) => target === 'state');
      onFrame(frame, header.parent === null && !wasPut);
    },
    prepare: () => undefined,
    drop: () => undefined,
    note: () => undefined,
    end: () => Promise.resolve(),
  };
}
