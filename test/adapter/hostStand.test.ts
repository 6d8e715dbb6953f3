import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DapError } from '../../runtime/adapter/dapError.ts';
import type { DebuggeeListener } from '../../runtime/adapter/debuggee.ts';
import type { HostClientListener } from '../../runtime/adapter/hostClient.ts';
import { HostStand, type HostStandParts } from '../../runtime/adapter/hostStand.ts';
import type { Questions } from '../../runtime/adapter/questions.ts';
import type { Recorder } from '../../runtime/adapter/recorder.ts';

test('notes of a step that cannot be recorded are told once for the step', () => {
  const told: string[] = [];
  const recorder: Partial<Recorder> = {
    note() {
      throw new DapError('record-failed', 'the disk is full');
    },
  };
  const listener: Partial<DebuggeeListener> = {
    onOutput: (category, text) => void told.push(category, text),
  };
  const parts: Partial<HostStandParts> = { recorder: recorder as Recorder, host: null, attached: null };
  const stand = new HostStand(
    parts as HostStandParts,
    listener as DebuggeeListener,
    {} as Questions,
    {} as HostClientListener,
  );
  for (const step of ['B', 'B', 'C']) stand.note({ type: 'checkpoint', branch: '', step, value: null });
  const line = 'What the step in flight has come to cannot be recorded: the disk is full\n';
  assert.deepEqual(told, ['important', line, 'important', line]);
});
