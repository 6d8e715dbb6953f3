import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type Answers, noAnswers, recordedAnswers } from '../engine/answers.ts';
import { artifactFolder } from '../engine/artifactFolder.ts';
import { errorRecord } from '../engine/errorRecord.ts';
import { findWorkflow, firstSnapshot, makeServices } from '../engine/prepare.ts';
import { watchRequests } from '../engine/requests.ts';
import { installReturnTag } from '../engine/returnPosition.ts';
import type { ErrorRecord } from '../language/directive.ts';
import type { Manifest } from '../language/manifest.ts';
import type { HostCommand } from '../model/hostProtocol.ts';
import type { SourcePosition } from '../model/run.ts';
import { thrownAt } from '../model/thrownAt.ts';
import { createAsking } from './asking.ts';
import { type Channel, openChannel } from './channel.ts';
import { createInspection } from './inspection.ts';
import { type Journey, startJourney } from './journey.ts';
import { loadModule } from './loader/loadModule.ts';
import { loadedFiles } from './loader/register.ts';
import { watchPrinting } from './printing.ts';

/** The disposable process that runs user code. Whatever it holds, the adapter holds too. */
function main(): void {
  let manifest: Manifest | null = null;
  let services: { readonly [name: string]: unknown } | null = null;
  let journey: Journey | null = null;
  let file = '';
  let artifacts = artifactFolder('');
  const inspection = createInspection();
  // Clients keep the `fetch` that they find when they are loaded.
  const requests = watchRequests();
  const channel: Channel = openChannel(
    (command) => {
      carryOut(command).catch((error: unknown) => refuse(command.type, error));
    },
    () => process.exit(0),
  );

  // In a terminal a program writes there: a question whose answer is typed must be read before it.
  const printing = channel.adapter === null ? watchPrinting(channel.send) : null;
  const asking = createAsking((call, asked) => channel.send({ type: 'ask', call, asked }));

  async function carryOut(command: HostCommand): Promise<void> {
    switch (command.type) {
      case 'load': {
        file = command.file;
        artifacts = artifactFolder(command.artifacts, command.redact);
        manifest = findWorkflow(await loadModule(command.file), command.file, command.workflow);
        const { name, version, states, start } = manifest;
        const summary = { workflow: name, version, states, start, file: command.file };
        channel.send({ type: 'loaded', manifest: summary, files: loadedFiles() });
        return;
      }
      case 'begin':
        services ??= makeServices(loaded());
        channel.send({ type: 'begun', snapshot: firstSnapshot(loaded(), command, Date.now()) });
        return;
      case 'travel': {
        services ??= makeServices(loaded());
        journey?.abandon();
        const { policy } = command;
        // Whatever is asked in this journey, the one before asks nobody any more.
        const ask = asking.begin();
        const answers: Answers = policy === null ? noAnswers : recordedAnswers(command.answers, policy, ask);
        const { run, snapshot, edits, progress } = command;
        journey = startJourney({
          run,
          snapshot,
          edits,
          progress,
          answers,
          requests,
          artifacts,
          manifest: loaded(),
          services,
          send: channel.send,
          printing,
        });
        return;
      }
      case 'decide':
        asking.decide(command.call, command.decision);
        return;
      case 'compensate':
        await compensate(command);
        return;
      case 'step':
        journey?.step(command.branch, command.stops);
        return;
      case 'run':
        journey?.run(command.stops, command.until);
        return;
      case 'stops':
        journey?.setStops(command.stops);
        return;
      case 'signal':
        journey?.signal(command.name, command.payload);
        return;
      case 'pause':
        journey?.pause();
        return;
      case 'ack':
        journey?.ack(command.seq);
        return;
      case 'inspect':
        channel.send({ type: 'inspecting', port: inspection.open(command.enter, loaded()) });
        return;
      case 'uninspect':
        inspection.close();
        return;
      default:
        command satisfies never;
    }
  }

  async function compensate({ call, undo }: Extract<HostCommand, { type: 'compensate' }>): Promise<void> {
    try {
      const undone = (await journey?.undo(undo)) ?? [];
      channel.send({ type: 'undone', call });
      asking.decide(call, { undone });
    } catch (error) {
      channel.send({ type: 'undoFailed', call, error: errorRecord(error) });
    }
  }

  function loaded(): Manifest {
    if (!manifest) throw new Error('The host got a command before a workflow was loaded.');
    return manifest;
  }

  function refuse(of: HostCommand['type'], error: unknown): void {
    // A decorator that refuses its class throws while the module loads: its own words say it best.
    const own = ownCause(error);
    const record: ErrorRecord = errorRecord(own ?? error);
    const at = own ? classPosition(own.message, file) : positionOf(error);
    channel.send({ type: 'refused', of, error: record, at: at ?? thrownAt(causeOf(own ?? error) ?? record) });
  }

  installReturnTag();
  endWithAdapter(channel.adapter);
  // A promise that nobody awaits must not take the run with it; a write after its step's end is the usual case.
  process.on('unhandledRejection', (reason) => {
    const error = errorRecord(reason);
    process.stderr.write(`A promise that nobody awaited was rejected. ${error.stack ?? error.message}\n`);
  });
  channel.send({ type: 'ready', pid: process.pid, node: process.version });
}

function positionOf(error: unknown): SourcePosition | null {
  if (typeof error !== 'object' || error === null || !('at' in error)) return null;
  return error.at as SourcePosition | null;
}

/** The workflow's copy of the package may be another than ours, so its errors are known by their name. */
function ownCause(error: unknown): Error | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && cause.name === 'BackstepError' ? cause : null;
}

/** The class that a message is about: where its `@workflow` stands. */
function classPosition(message: string, file: string): SourcePosition | null {
  const text = readFileSync(file, 'utf8');
  for (const match of text.matchAll(/@workflow\b[\s\S]*?\bclass\s+(\w+)/g)) {
    if (!message.includes(match[1] as string)) continue;
    return { file, line: text.slice(0, match.index).split('\n').length, column: 1 };
  }
  return null;
}

function causeOf(error: unknown): ErrorRecord | null {
  return error instanceof Error && error.cause !== undefined ? errorRecord(error.cause) : null;
}

/**
 * The channel's end tells when the adapter is gone, but not to a step that never gives the event loop back: a thread
 * of its own watches for that.
 */
function endWithAdapter(adapter: number | null): void {
  const watch = `
    const adapter = ${adapter};
    const parent = process.ppid;
    setInterval(() => { if (adapter === null ? process.ppid !== parent : !isThere(adapter)) end(); }, 1000);
    function isThere(pid) { try { return process.kill(pid, 0); } catch (error) { return error.code === 'EPERM'; } }
    // The host leads a process group, or its guard in a terminal does: what user code started ends with it.
    function end() {
      for (const group of adapter === null ? [process.pid] : [process.pid, parent])
        try {
          if (group > 1) process.kill(-group, 'SIGKILL');
        } catch { /* The group is gone, or this process leads none: its own end comes next. */ }
      process.kill(process.pid, 'SIGKILL');
    }
  `;
  new Worker(watch, { eval: true, stdout: false, stderr: false }).unref();
}

main();
