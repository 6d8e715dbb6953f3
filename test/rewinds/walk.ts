/**
 * Walks through a random run over the Debug Adapter Protocol, with real processes, and holds what is shown to a model.
 *
 * V1. Where a move leads is known before it: back and forth along what is recorded, to the step that was run on from, on
 *     in the same run at its head, and in a new one that names its parent elsewhere.
 * V2. A position shows the same whenever and whichever way one comes there, and its recording says the same.
 * V3. A step that runs comes to what the engine says that it comes to from there, edits and signals included.
 * V4. What moves one branch leaves its siblings where they are.
 * V5. An effect is made where no run has been, and after a yes; nothing else makes one.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distFile } from '../../runtime/dist.ts';
import type { Json } from '../../runtime/language/json.ts';
import { isOver, openLines } from '../../runtime/language/line.ts';
import type { Edit } from '../../runtime/model/run.ts';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { openRun, type RunReader } from '../../runtime/recording/reader.ts';
import type { RequestFailed } from '../adapter/dapClient.ts';
import type { Debugging } from '../adapter/debugging.ts';
import type { Action, Plan } from '../conformance/randomPlan.ts';
import type { Move } from './move.ts';
import { comesTo, outcome, type Question } from './oracle.ts';
import { type Person, personAt, type Shown } from './person.ts';

const program = distFile('../test/conformance/randomWorkflow.ts');

/** What is to be held to the engine's word when the recordings are closed. */
interface Claim {
  readonly move: string;
  readonly from: { readonly run: string; readonly k: number };
  readonly to: { readonly run: string; readonly k: number };
  readonly edits: readonly Edit[];
  readonly signal: Question['signal'];
  readonly until: Question['until'];
}

/** @throws AssertionError where what is shown is not what the model says */
export async function walk(
  debugging: Debugging,
  folder: string,
  plan: Plan,
  moves: readonly Move[],
): Promise<void> {
  const ledger = join(folder, 'ledger');
  await debugging.launch(program, {
    workflow: 'RandomWorkflow',
    input: { ...plan, actions: plan.actions.map(asked), child: plan.child.map(asked) },
    cwd: folder,
    env: { LEDGER: ledger },
  });
  const person = personAt(debugging.client);
  const walker = createWalker(person, await person.look(), () => readFileSync(`${ledger}.pid`, 'utf8'));
  for (const move of moves) await walker.take(move);
  await debugging.client.close();
  const letters = existsSync(ledger) ? readFileSync(ledger, 'utf8').split('\n').length - 1 : 0;
  await holdToRecordings(join(folder, 'runs'), walker, letters, person.yes);
}

/** What gives its answer at once is refused where it should be asked about, which the engine alone knows nothing of. */
function asked(action: Action): Action {
  return action.letter === 'posted' ? { ...action, letter: 'sent' } : action;
}

interface Walker {
  take(move: Move): Promise<void>;
  readonly claims: readonly Claim[];
  /** What was shown, by run and position. */
  readonly seen: ReadonlyMap<string, Shown>;
}

function createWalker(person: Person, first: Shown, hostPid: () => string): Walker {
  let here = first;
  let edits: Edit[] = [];
  const seen = new Map<string, Shown>();
  const claims: Claim[] = [];
  /** A branch stands earlier than its siblings: positions are no longer numbers. */
  let held = false;
  let killed = 0;

  function at(shown: Shown): { readonly run: string; readonly k: number } {
    return { run: shown.position.run, k: shown.position.seq };
  }
  /** V2 for a position without edits. */
  function arrive(shown: Shown): void {
    here = shown;
    edits = [];
    if (held) return;
    const key = JSON.stringify(at(shown));
    const before = seen.get(key);
    seen.set(key, shown);
    if (before) assert.deepEqual(content(shown), content(before), `V2 at ${key}`);
  }
  function assertAt(shown: Shown, k: number, mode: string): void {
    const { position } = shown;
    assert.deepEqual([position.run, position.seq, position.mode], [here.position.run, k, mode], 'V1');
  }
  /** Along the recording: V1, and W3 by V5. */
  async function along(k: number, command: string, args: object = {}): Promise<void> {
    const shown = await person.move(command, args);
    if (/stepBack|reverse/.test(command) && here.position.seq === 0) {
      // At the start nothing moves, so what was to come of this position still is.
      assertAt(shown, 0, here.position.mode);
      here = shown;
      return;
    }
    held = false;
    assertAt(shown, k, k === here.position.head ? 'live' : 'following');
    arrive(shown);
  }
  /** Goes on where code runs. */
  async function run(
    move: string,
    command: string,
    args: object,
    { until, signal = null }: Pick<Claim, 'until'> & Partial<Pick<Claim, 'signal'>>,
  ): Promise<void> {
    const { position } = here;
    const from = at(here);
    const made = edits;
    const plain = !held;
    const shown = await person.move(command, args);
    const moved = shown.position.run !== position.run || shown.position.seq !== position.seq;
    if (position.mode === 'forking' && moved) {
      assert.notEqual(shown.position.run, position.run, 'V1: a new run');
      assert.equal(shown.position.parent?.run, position.run, 'V1');
      if (plain) assert.equal(shown.position.parent?.seq, position.seq, 'V1');
    } else assert.equal(shown.position.run, position.run, 'V1: the same run');
    assert.equal(shown.position.mode, moved ? 'live' : position.mode, 'V1');
    if (!moved) {
      here = shown;
      return;
    }
    held = false;
    if (plain) claims.push({ move, from, to: at(shown), edits: made, signal, until });
    arrive(shown);
  }

  /** One step along the recording, where branches stand apart. */
  async function apart(command: 'next' | 'stepBack'): Promise<void> {
    const { run, seq } = here.position;
    const shown = await person.move(command);
    const to = command === 'next' ? seq + 1 : Math.max(0, seq - 1);
    assert.deepEqual([shown.position.run, shown.position.seq], [run, to], 'V1');
    arrive(shown);
  }

  /** A move of one branch: what became of the others. */
  async function moveBranch(command: string, choice: number): Promise<void> {
    const branches = here.position.branches ?? [];
    const chosen = branches[choice % Math.max(1, branches.length)];
    if (!chosen) return;
    const before = here;
    const shown = await person.move(command, { threadId: here.lines.get(chosen.branch) });
    const after = new Map((shown.position.branches ?? []).map(({ branch, state }) => [branch, state]));
    for (const { branch, state } of branches) {
      if (isWithin(branch, chosen.branch) || isWithin(chosen.branch, branch)) continue;
      // A branch that fails may end its siblings, and ends them for good.
      const own = after.get(branch);
      if (own !== undefined || command === 'stepBack') assert.equal(own, state, `V4: ${branch}`);
    }
    held = before.position.mode !== 'live' || shown.position.mode !== 'live';
    if (shown.position.mode === 'following' && shown.position.seq === shown.position.head) held = true;
    arrive(shown);
  }

  async function edit(target: 'session' | 'data', value: number): Promise<void> {
    const expression = target === 'data' ? 'data' : 'session.list';
    const args = { expression, value: `[${value}]` };
    const { position, waits } = here;
    const over = position.state.startsWith('#');
    const open = (position.branches ?? []).length > 0;
    // A fan-out over nothing waits too, though for no branch.
    const hasStarted = waits.length > 0 || position.waiting !== undefined;
    if (over || open || (target === 'data' && hasStarted)) {
      await assert.rejects(
        person.change('setExpression', args),
        ({ code }: RequestFailed) => code === 'read-only',
      );
      return;
    }
    const shown = await person.change('setExpression', args);
    assert.deepEqual(target === 'data' ? shown.data : (shown.session as { list: Json }).list, [value]);
    assertAt(shown, position.seq, position.mode === 'live' ? 'live' : 'forking');
    here = shown;
    const path = target === 'data' ? [] : ['list'];
    edits = [...edits, { target, patches: [{ op: 'set', path, value: [value] }] }];
  }

  async function take({ does, at: choice }: Move): Promise<void> {
    const { position, waits } = here;
    const { seq: k, head, mode } = position;
    const follows = mode === 'following';
    const over = k === head && position.state.startsWith('#');
    switch (does) {
      case 'step':
        if (over && !held) return;
        if (follows && !held) return along(k + 1, 'next');
        if (follows) return apart('next');
        return run(does, 'next', {}, { until: 'the next transition of the main line' });
      case 'continue':
        if (over && !held) return;
        if (follows) return along(head, 'continue');
        return run(does, 'continue', {}, { until: 'the end' });
      case 'step back':
        return held ? apart('stepBack') : along(Math.max(0, k - 1), 'stepBack');
      case 'reverse continue':
        return along(0, 'reverseContinue');
      case 'travel': {
        const to = choice % (head + 1);
        return along(to, 'backstep/travel', { k: to });
      }
      case 'fork': {
        const to = choice % (head + 1);
        const shown = await person.move('backstep/travel', { k: to, runOn: true });
        held = false;
        const live = to === head ? 'live' : 'forking';
        assertAt(shown, to, live);
        return arrive(shown);
      }
      case 'restart frame':
        return restart(choice);
      case 'step a branch':
        return over ? undefined : moveBranch('next', choice);
      case 'step a branch back':
        return moveBranch('stepBack', choice);
      case 'edit session':
        return edit('session', choice);
      case 'edit data':
        return edit('data', choice);
      case 'undo edit': {
        if (edits.length === 0) {
          await assert.rejects(person.change('backstep/undoEdit', {}), { code: 'nothing-to-undo' });
          return;
        }
        here = await person.change('backstep/undoEdit', {});
        edits = edits.slice(0, -1);
        return;
      }
      case 'signal': {
        const waiting = waits.filter(({ signal }) => signal !== null);
        const wait = waiting[choice % Math.max(1, waiting.length)];
        if (!wait?.signal || wait.branch !== '') return;
        const signal = { name: wait.signal, payload: choice };
        if (follows) edits = [];
        const forced = follows ? { ...here, position: { ...position, mode: 'forking' as const } } : here;
        here = forced;
        return run(does, 'backstep/signal', signal, {
          until: 'the next transition of the main line',
          signal,
        });
      }
      case 'signal nobody waits for':
        // Where it arrives is a matter of how far the host is; it is told of elsewhere.
        return;
      case 'put elsewhere':
        // Which states lead to which others is a matter of the engine; that effects are asked about is told of elsewhere.
        return;
      case 'kill the host': {
        const pid = Number(hostPid());
        if (pid !== killed) process.kill(pid, 'SIGKILL');
        killed = pid;
        return;
      }
      default:
        return does satisfies never;
    }
  }

  async function restart(choice: number): Promise<void> {
    const past = here.stack.slice(1);
    const frame = past[choice % Math.max(1, past.length)];
    if (!frame) return;
    const seq = Number(/#(\d+)$/.exec(frame.name)?.[1]);
    const isMain = !/^\d/.test(frame.name);
    const shown = await person.move('restartFrame', { frameId: frame.id });
    const { position } = shown;
    assert.deepEqual([position.run, position.mode], [here.position.run, 'forking'], 'V1');
    const plain = isMain && !held;
    held = !plain;
    if (plain) assert.equal(position.seq, seq - 1, 'V1');
    arrive(shown);
  }

  return { take, claims, seen };
}

function isWithin(branch: string, outer: string): boolean {
  return branch === outer || branch.startsWith(`${outer}/`);
}

/** What of a position is the same whenever one comes there. */
function content({ position, session, data, waits, stack }: Shown): unknown {
  const { state, last, visits, branches = [], waiting = null } = position;
  const names = stack.map(({ name, line }) => [name, line]);
  return { state, last, visits, branches, waiting, session, data, waits, names };
}

async function holdToRecordings(
  dir: string,
  { claims, seen }: Walker,
  letters: number,
  yes: number,
): Promise<void> {
  const runs = new Map<string, RunReader>();
  const { runs: found, unreadable } = await listRuns(dir);
  assert.deepEqual(unreadable, []);
  for (const { id, path } of found) runs.set(id, await openRun(path));
  try {
    for (const [key, shown] of seen) {
      const { run, k } = JSON.parse(key) as { readonly run: string; readonly k: number };
      const snapshot = runs.get(run)?.snapshotAt(k);
      assert.ok(snapshot, `${run} is recorded`);
      assert.deepEqual(shown.session, snapshot.session, `V2: the session at ${key}`);
      assert.deepEqual(
        (shown.position.branches ?? []).map(({ branch }) => branch),
        openLines(snapshot),
        `V2: ${key}`,
      );
    }
    for (const { from, to, move, ...rest } of claims) {
      const start = runs.get(from.run)?.snapshotAt(from.k);
      const end = runs.get(to.run)?.snapshotAt(to.k);
      assert.ok(start && end);
      const expected = await comesTo({ from: start, ...rest });
      if (expected === null || (rest.until === 'the end' && !isOver(end))) continue;
      assert.deepEqual(outcome(end), outcome(expected), `V3: ${move} from ${from.k} of ${from.run}`);
    }
    let made = 0;
    for (const reader of runs.values()) {
      if (reader.header.parent !== null) continue;
      made += reader.frames
        .flatMap(({ calls }) => calls)
        .filter(({ effect, reused }) => effect && !reused).length;
    }
    assert.equal(letters, made + yes, 'V5');
  } finally {
    for (const reader of runs.values()) reader.close();
  }
}
