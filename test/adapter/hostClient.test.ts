import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stopSet } from '../../runtime/adapter/breakpointTarget.ts';
import { type HostClientListener, loadHost } from '../../runtime/adapter/hostClient.ts';
import { initialSnapshot } from '../../runtime/language/advance.ts';
import { writeWorkflow } from './debugging.ts';
import { eventually } from './eventually.ts';

/** Hears all that a host tells, and makes nothing of it. */
const deaf: Omit<HostClientListener, 'onLost'> = {
  onFrame: () => undefined,
  onNote: () => undefined,
  onBoundary: () => undefined,
  onBoundaryLost: () => undefined,
  onLog: () => undefined,
  onOutput: () => undefined,
  onStream: () => undefined,
  onUndone: () => undefined,
  onUndoFailed: () => undefined,
  onAsk: () => undefined,
};

test('an event that the session stumbles over is told, and the next one comes; a run that holds is never forgotten', async () => {
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
    ...deaf,
    onBoundary: () => {
      throw new RangeError('a boundary that nobody can show');
    },
    onBoundaryLost: () => settle(null),
    onLog: () => {
      throw new RangeError('a log that nobody can show');
    },
    onOutput: (category, text) => void output.push(`${category}: ${text}`),
    onLost: settle,
  };
  const end = new AbortController();
  try {
    const host = await loadHost(program, null, optionsIn(folder), listener, end.signal);
    const snapshot = await host.begin({ input: null, session: {}, config: {} });
    host.travel('run-1', snapshot, asItWent);
    host.step('', stopSet([]));
    assert.equal(await stopped, null);
    assert.match(output.join(''), /^stderr: .*"log".*\(event-lost\): RangeError: a log that nobody can show/);
    assert.match(output.join(''), /"boundary".*\(event-lost\): RangeError: a boundary that nobody can show/);
    host.kill();
  } finally {
    end.abort();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a step that was left asks nobody, also when nothing is asked in the journey that follows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-host-'));
  const gate = join(folder, 'gate');
  const calling = join(folder, 'calling');
  const waiting = join(folder, 'waiting');
  const [atGate, atCall, atWait] = [gate, calling, waiting].map((path) => JSON.stringify(path));
  const program = writeWorkflow(
    folder,
    ['A'],
    `@step(State.A) async a(_, { mailer, abortSignal }) {
    if (existsSync(${atCall})) return done('end');
    writeFileSync(${atWait}, '');
    while (!existsSync(${atGate})) await new Promise((next) => setTimeout(next, 5));
    writeFileSync(${atCall}, '');
    await mailer.send('dear');
    return done('sent');
  }`,
    "services: () => ({ mailer: effect('letter', { async send() {} }) })",
    "import { existsSync, writeFileSync } from 'node:fs';\nimport { effect } from 'backstep';",
  );
  const told: string[] = [];
  const listener: HostClientListener = {
    ...deaf,
    onFrame: (frame) => void told.push(JSON.stringify(frame.directive)),
    onAsk: () => void told.push('asked'),
    onLost: (how) => void told.push(how),
  };
  const end = new AbortController();
  try {
    const host = await loadHost(program, null, optionsIn(folder), listener, end.signal);
    const snapshot = await host.begin({ input: null, session: {}, config: {} });
    host.travel('run-1', snapshot, { ...asItWent, policy: {} });
    host.step('', stopSet([]));
    await eventually('the step to wait', () => existsSync(waiting));
    host.travel('run-2', snapshot, asItWent);
    // The host has gone over to the second journey when it answers this.
    await host.inspect(null);
    host.uninspect();
    writeFileSync(gate, '');
    await eventually('the call', () => existsSync(calling));
    host.step('', stopSet([]));
    await eventually('the frame', () => told.length > 0);
    assert.deepEqual(told, ['{"directive":"done","output":"end"}']);
    host.kill();
  } finally {
    end.abort();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('who gives up the inspector of a host waits no longer, though a step keeps the host busy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-host-'));
  const gate = join(folder, 'gate');
  const busy = join(folder, 'busy');
  const program = writeWorkflow(
    folder,
    ['A'],
    `@step(State.A) a() {
    writeFileSync(${JSON.stringify(busy)}, '');
    while (!existsSync(${JSON.stringify(gate)}));
    return done();
  }`,
    '',
    "import { existsSync, writeFileSync } from 'node:fs';",
  );
  const told: string[] = [];
  const listener: HostClientListener = {
    ...deaf,
    onBoundary: (reason) => void told.push(reason),
    onLost: (how) => void told.push(how),
  };
  const end = new AbortController();
  try {
    const host = await loadHost(program, null, optionsIn(folder), listener, end.signal);
    const snapshot = await host.begin({ input: null, session: {}, config: {} });
    host.travel('run-1', snapshot, asItWent);
    host.step('', stopSet([]));
    await eventually('the step to be busy', () => existsSync(busy));
    const given = assert.rejects(host.inspect(null), { code: 'stopped' });
    host.uninspect();
    await given;
    const wanted = host.inspect(null);
    writeFileSync(gate, '');
    // The first answer, which comes first, was of an inspector that is closed by now.
    const port = await wanted;
    const answer = await fetch(`http://127.0.0.1:${port}/json/version`);
    assert.equal(answer.status, 200);
    host.uninspect();
    const last = assert.rejects(host.inspect(null), { code: 'stopped' });
    host.kill();
    await last;
    assert.deepEqual(told, ['end']);
  } finally {
    end.abort();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a journey that the host refuses ends it, also while the answer about an inspector is still to come', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-host-'));
  const program = writeWorkflow(folder, ['A'], '@step(State.A) a() { return done(); }');
  const told: string[] = [];
  const listener: HostClientListener = {
    ...deaf,
    onLost: (how) => void told.push(how),
  };
  const manifest = { workflow: 'Flow', version: '1', file: program, states: ['A'], start: 'A' };
  const start = initialSnapshot({
    workflow: 'Flow',
    version: '1',
    start: 'A',
    input: null,
    config: {},
    session: {},
    startedAt: 0,
  });
  const error = { name: 'Error', message: 'no such journey', code: null, stack: null, retryable: false };
  const end = new AbortController();
  try {
    const host = await loadHost(
      program,
      null,
      optionsIn(folder),
      listener,
      end.signal,
      async (_, { onEvent }) => ({
        pid: 1,
        send({ type }) {
          if (type === 'load') onEvent({ type: 'loaded', manifest, files: [] });
          if (type === 'travel') onEvent({ type: 'refused', of: type, error, at: null });
        },
        kill: () => void told.push('killed'),
      }),
    );
    const given = assert.rejects(host.inspect(null), { code: 'stopped' });
    host.uninspect();
    await given;
    host.travel('run-1', start, asItWent);
    assert.deepEqual(told, ['killed', 'no such journey']);
  } finally {
    end.abort();
    rmSync(folder, { recursive: true, force: true });
  }
});

const asItWent = { edits: [], answers: [], policy: null, progress: new Map() };

function optionsIn(folder: string) {
  return {
    node: null,
    runtimeArgs: [],
    console: 'internalConsole' as const,
    cwd: folder,
    artifacts: join(folder, 'runs'),
    redact: [],
    env: {},
  };
}
