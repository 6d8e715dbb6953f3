import type { Signal } from '../language/snapshot.ts';
import type { Progress, ProgressNote, SignalNote, StepProgress } from '../model/progress.ts';
import { callFrom } from './callShape.ts';
import { signalFrom } from './directiveShape.ts';
import { array, count, json, located, object, string } from './guards.ts';
import { attemptFrom, logFrom, metricFrom } from './shape.ts';

/** A journal's record of what a step has come to; null for a record of another type. */
export function noteFrom(record: Readonly<Record<string, unknown>>, where: string): ProgressNote | null {
  const { type } = record;
  if (type !== 'attempt' && type !== 'checkpoint') return null;
  return located(where, () => {
    string(record['branch'], 'branch');
    string(record['step'], 'step');
    if (type === 'checkpoint') json(record['value'], 'value');
    else {
      count(record['number'], 'number');
      attemptFrom(record['attempt'], 'attempt');
      notesFrom(record);
    }
    return record as unknown as ProgressNote;
  });
}

/** A journal's record of a signal; null for a record of another type. */
export function signalNoteFrom(record: Readonly<Record<string, unknown>>, where: string): SignalNote | null {
  if (record['type'] !== 'signal') return null;
  return located(where, () => {
    count(record['number'], 'number');
    signalFrom(record['signal'], 'signal');
    return record as unknown as SignalNote;
  });
}

/** What a database has of signals that no frame tells of. */
export function signalsFrom(value: unknown, where: string): readonly Signal[] {
  return located(where, () => {
    for (const signal of array(value, 'signals')) signalFrom(signal, 'signals');
    return value as readonly Signal[];
  });
}

/** What a database has of the steps that were in flight. */
export function progressFrom(value: unknown, where: string): Progress {
  return located(where, () => {
    const entries = Object.entries(object(value, 'progress'));
    for (const [, item] of entries) {
      const progress = object(item, 'progress');
      string(progress['branch'], 'branch');
      for (const attempt of array(progress['attempts'], 'attempts')) attemptFrom(attempt, 'attempts');
      notesFrom(progress);
    }
    return new Map(entries as (readonly [string, StepProgress])[]);
  });
}

function notesFrom(value: Readonly<Record<string, unknown>>): void {
  for (const call of array(value['calls'], 'calls')) callFrom(call, 'calls');
  for (const log of array(value['logs'], 'logs')) logFrom(log, 'logs');
  for (const metric of array(value['metrics'], 'metrics')) metricFrom(metric, 'metrics');
}
