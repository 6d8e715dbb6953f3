import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stopSet } from '../../runtime/adapter/breakpointTarget.ts';
import { type HostClientListener, loadHost } from '../../runtime/adapter/hostClient.ts';
import { writeWorkflow } from './debugging.ts';

test('an event that the session stumbles over is told, and the next one comes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-host-'));
  const program = writeWorkflow(
    folder,
    ['A'],
    "@step(State.A) a(_, { log }) { log.info('first'); return done('end'); }",
  );
  const output: string[] = [];
  let settle: (how: string | null) => void = () => undefined;
  const stopped = new Promise<string | null>((resolve) => {
    settle = resolve;
  });
  const listener: HostClientListener = {
    onFrame: () => settle(null),
    onBoundary: () => undefined,
    onLog: () => {
      throw new RangeError('a log that nobody can show');
    },
    onOutput: (category, text) => void output.push(`${category}: ${text}`),
    onStream: () => undefined,
    onUndoFailed: () => undefined,
    onAsk: () => undefined,
    onLost: settle,
  };
  const options = {
    node: null,
    runtimeArgs: [],
    cwd: folder,
    artifacts: join(folder, 'runs'),
    redact: [],
    env: {},
  };
  const end = new AbortController();
  try {
    const host = await loadHost(program, null, options, listener, end.signal);
    const snapshot = await host.begin({ input: null, session: {}, config: {} });
    host.travel('run-1', snapshot, [], [], null);
    host.step('', stopSet([]));
    assert.equal(await stopped, null);
    assert.match(output.join(''), /^stderr: .*"log".*\(event-lost\): RangeError: a log that nobody can show/);
    host.kill();
  } finally {
    end.abort();
    rmSync(folder, { recursive: true, force: true });
  }
});
