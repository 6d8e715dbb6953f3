import type { Patch } from '../language/patch.ts';
import type { Cut } from '../language/snapshot.ts';
import type { Edit, Frame, RunEnd } from '../model/run.ts';
import { callFrom } from './callShape.ts';
import { directiveFrom, openedFrom, signalFrom, wakeFrom } from './directiveShape.ts';
import {
  array,
  count,
  errorFrom,
  json,
  located,
  nullOr,
  number,
  object,
  oneOf,
  pathFrom,
  position,
  string,
  wrong,
} from './guards.ts';
import type { Hole, RunIdentity, RunStart, Writer } from './record.ts';
import { isRunId } from './runId.ts';

export function identityFrom(value: unknown, where: string): RunIdentity {
  return located(where, () => {
    const run = object(value, 'run');
    if (!isRunId(run['id'])) throw wrong('run.id', 'a run id', run['id']);
    string(run['workflow'], 'run.workflow');
    string(run['version'], 'run.version');
    string(run['file'], 'run.file');
    string(run['start'], 'run.start');
    number(run['startedAt'], 'run.startedAt');
    for (const state of array(run['states'], 'run.states')) string(state, 'run.states');
    count(run['inherited'], 'run.inherited');
    if (run['parent'] !== null) {
      const parent = object(run['parent'], 'run.parent');
      if (!isRunId(parent['run'])) throw wrong('run.parent.run', 'a run id', parent['run']);
      cutFrom(parent['cut'], 'run.parent.cut');
    } else if (run['inherited'] !== 0) throw wrong('run.inherited', '0 without a parent', run['inherited']);
    return run as unknown as RunIdentity;
  });
}

export function startFrom(value: unknown, where: string): RunStart {
  return located(where, () => {
    const start = object(value, 'start');
    string(start['source'], 'start.source');
    if (start['values'] !== null) {
      const values = object(start['values'], 'start.values');
      for (const name of ['input', 'config', 'session']) json(values[name], `start.values.${name}`);
    }
    if (start['edits'] !== undefined) editsFrom(start['edits'], 'start.edits');
    return start as unknown as RunStart;
  });
}

export function cutFrom(value: unknown, where: string): Cut {
  const cut = object(value, where);
  count(cut['seq'], 'cut.seq');
  const branches = object(cut['branches'], 'cut.branches');
  for (const [branch, seq] of Object.entries(branches)) count(seq, `cut.branches.${branch}`);
  return cut as unknown as Cut;
}

export function editsFrom(value: unknown, where: string): readonly Edit[] {
  const edits = array(value, where);
  for (const item of edits) {
    const edit = object(item, where);
    oneOf(edit['target'], ['session', 'data', 'state'], `${where}.target`);
    patchesFrom(edit['patches'], `${where}.patches`);
  }
  return edits as readonly Edit[];
}

export function frameFrom(value: unknown, where: string): Frame {
  return located(where, () => {
    const frame = object(value, 'frame');
    count(frame['seq'], 'frame.seq');
    string(frame['branch'], 'frame.branch');
    string(frame['state'], 'frame.state');
    string(frame['next'], 'frame.next');
    json(frame['data'], 'frame.data');
    editsFrom(frame['edits'], 'frame.edits');
    patchesFrom(frame['patches'], 'frame.patches');
    directiveFrom(frame['directive'], 'frame.directive');
    nullOr(frame['error'], 'frame.error', errorFrom);
    nullOr(frame['at'], 'frame.at', position);
    for (const attempt of array(frame['attempts'], 'frame.attempts')) attemptFrom(attempt, 'frame.attempts');
    for (const call of array(frame['calls'], 'frame.calls')) callFrom(call, 'frame.calls');
    for (const log of array(frame['logs'], 'frame.logs')) logFrom(log, 'frame.logs');
    for (const metric of array(frame['metrics'], 'frame.metrics')) metricFrom(metric, 'frame.metrics');
    number(frame['startedAt'], 'frame.startedAt');
    number(frame['durationMs'], 'frame.durationMs');
    if (frame['workflow'] !== undefined) string(frame['workflow'], 'frame.workflow');
    if (frame['version'] !== undefined) string(frame['version'], 'frame.version');
    if (frame['wake'] !== undefined) wakeFrom(frame['wake'], 'frame.wake');
    for (const signal of array(frame['signals'] ?? [], 'frame.signals')) signalFrom(signal, 'frame.signals');
    for (const instance of array(frame['opened'] ?? [], 'frame.opened')) openedFrom(instance, 'frame.opened');
    return frame as unknown as Frame;
  });
}

export function endFrom(value: unknown, where: string): RunEnd {
  return located(where, () => {
    const end = object(value, 'end');
    oneOf(end['status'], ['done', 'failed', 'waiting', 'stopped'], 'end.status');
    json(end['output'], 'end.output');
    nullOr(end['error'], 'end.error', errorFrom);
    number(end['endedAt'], 'end.endedAt');
    return end as unknown as RunEnd;
  });
}

export function writerFrom(value: unknown, where: string): Writer | null {
  if (value === null) return null;
  const writer = object(value, where);
  count(writer['pid'], 'writer.pid');
  string(writer['host'], 'writer.host');
  return writer as unknown as Writer;
}

export function holesFrom(value: unknown, where: string): readonly Hole[] {
  for (const item of array(value, where)) {
    const hole = object(item, where);
    pathFrom(hole['path'], 'hole.path');
    if (hole['like'] === undefined) {
      string(hole['hash'], 'hole.hash');
    } else {
      const like = object(hole['like'], 'hole.like');
      count(like['position'], 'hole.like.position');
      pathFrom(like['path'], 'hole.like.path');
      patchesFrom(hole['patches'], 'hole.patches');
    }
  }
  return value as readonly Hole[];
}

export function patchesFrom(value: unknown, where: string): readonly Patch[] {
  for (const item of array(value, where)) {
    const patch = object(item, where);
    pathFrom(patch['path'], 'patch.path');
    switch (oneOf(patch['op'], ['set', 'delete', 'array'], 'patch.op')) {
      case 'set':
        json(patch['value'], 'patch.value');
        break;
      case 'array':
        piecesFrom(patch['pieces'], 'patch.pieces');
        break;
    }
  }
  return value as readonly Patch[];
}

/** A few bytes may claim a run of any length, so that the sum is bounded here. */
function piecesFrom(value: unknown, where: string): void {
  let items = 0;
  for (const entry of array(value, where)) {
    const piece = object(entry, where);
    if (piece['insert'] !== undefined) {
      array(piece['insert'], 'piece.insert');
    } else {
      count(piece['start'], 'piece.start');
      items += count(piece['count'], 'piece.count');
    }
  }
  if (items > MOST_ITEMS) throw wrong(where, `an array of at most ${MOST_ITEMS} items`, items);
}

const MOST_ITEMS = 2 ** 24;

export function logFrom(value: unknown, where: string): void {
  const log = object(value, where);
  oneOf(log['level'], ['debug', 'info', 'warn', 'error'], `${where}.level`);
  string(log['message'], `${where}.message`);
  number(log['atMs'], `${where}.atMs`);
}

export function metricFrom(value: unknown, where: string): void {
  const metric = object(value, where);
  string(metric['name'], `${where}.name`);
  number(metric['value'], `${where}.value`);
}

export function attemptFrom(value: unknown, where: string): void {
  const attempt = object(value, where);
  number(attempt['startedAt'], 'attempt.startedAt');
  number(attempt['durationMs'], 'attempt.durationMs');
  nullOr(attempt['error'], 'attempt.error', errorFrom);
}
