import * as vscode from 'vscode';
import type { AttachCodeBody } from '../runtime/model/position.ts';
import { codeConfiguration, enterNextMethod, readAttachCode } from './codeConfiguration.ts';
import { ask } from './debugRequests.ts';
import { debugType } from './sessions.ts';

/** How long breakpoints may take to find their places in code that is loaded already. */
const verifyWithinMs = 3_000;
const evaluateWithinMs = 3_000;
const beginWithinMs = 12_000;
const endWithinMs = 4_000;
const lookAgainMs = 25;

/** Whether VS Code's own JavaScript debugger is at hand; other products may lack it. */
export function hasCodeDebugger(): boolean {
  return vscode.extensions.getExtension('ms-vscode.js-debug') !== undefined;
}

/**
 * Attaches VS Code's JavaScript debugger to a host, as a child of its Backstep session, while a step runs that is to be
 * entered or that holds breakpoints of its own.
 *
 * J1. It makes two sessions of itself: one that answers for the process, and below that one that debugs it. The first is
 *     told to go, the second does all else.
 * J2. It is let go by disconnecting from a process that lives on. Stopping it would stop the Backstep session too, which
 *     is what the Stop button is to do.
 * J3. Nothing is evaluated in the host but before its step begins: a step that was stepped out of would stop in that.
 */
export function attachCodeDebugger(
  extensionUri: vscode.Uri,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  /** The first of its two sessions, by the Backstep session. */
  const attached = new Map<string, vscode.DebugSession>();

  async function attach(session: vscode.DebugSession, body: AttachCodeBody): Promise<void> {
    const begun = nextSession(({ parentSession }) => parentSession?.parentSession?.id === session.id);
    try {
      const configuration = codeConfiguration(session.name, body, extensionUri.fsPath);
      const started = await vscode.debug.startDebugging(session.workspaceFolder, configuration, {
        parentSession: session,
        lifecycleManagedByParent: true,
        consoleMode: vscode.DebugConsoleMode.MergeWithParent,
        compact: true,
        suppressSaveBeforeStart: true,
        suppressDebugStatusbar: true,
        suppressDebugView: true,
      });
      if (!started) throw new Error(vscode.l10n.t('VS Code did not start it.'));
      const inner = await begun.session;
      attached.set(session.id, inner.parentSession as vscode.DebugSession);
      if (body.enter) await evaluate(inner, enterNextMethod);
      await untilVerified(inner, body.lines);
      await ask(session, 'backstep/codeAttached', {});
    } catch (error) {
      log.error(error as Error);
      await detach(session);
      await ask(session, 'backstep/codeAttached', { problem: (error as Error).message });
    } finally {
      begun.dispose();
    }
  }

  async function detach(session: vscode.DebugSession): Promise<void> {
    const outer = attached.get(session.id);
    attached.delete(session.id);
    if (outer === undefined) return;
    const ended = sessionEnd(outer);
    try {
      await outer.customRequest('disconnect', { terminateDebuggee: false });
      await ended.done;
    } catch (error) {
      log.warn(`The JavaScript debugger of “${session.name}” did not go: ${(error as Error).message}`);
    } finally {
      ended.dispose();
    }
  }

  function settle(session: vscode.DebugSession, work: Promise<unknown>): void {
    // A session that has ended meanwhile is told nothing any more.
    work.catch((error: unknown) => log.info(`“${session.name}”: ${(error as Error).message}`));
  }

  return vscode.Disposable.from(
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== debugType) return;
      if (event === 'backstep/attachCode') {
        const wanted = readAttachCode(body);
        if (wanted === null) log.warn(`A request to attach that is none: ${JSON.stringify(body)}`);
        else settle(session, attach(session, wanted));
      }
      if (event === 'backstep/detachCode') {
        settle(
          session,
          detach(session).then(() => ask(session, 'backstep/codeDetached', {})),
        );
      }
    }),
    vscode.debug.onDidTerminateDebugSession((ended) => {
      attached.delete(ended.id);
      const { parentSession } = ended;
      if (parentSession === undefined || attached.get(parentSession.id)?.id !== ended.id) return;
      attached.delete(parentSession.id);
      settle(parentSession, ask(parentSession, 'backstep/codeDetached', {}));
    }),
  );
}

/** The next session that starts and is meant, with a limit to the waiting for it. */
function nextSession(isMeant: (session: vscode.DebugSession) => boolean): {
  readonly session: Promise<vscode.DebugSession>;
  dispose(): void;
} {
  let dispose = (): void => {};
  const session = new Promise<vscode.DebugSession>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(vscode.l10n.t('It did not start in time.'))),
      beginWithinMs,
    );
    const started = vscode.debug.onDidStartDebugSession((one) => {
      if (isMeant(one)) resolve(one);
    });
    dispose = () => {
      clearTimeout(timer);
      started.dispose();
    };
  });
  session.catch(() => {
    // Told where it is awaited; whoever fails before that does not await it.
  });
  return { session, dispose: () => dispose() };
}

function sessionEnd(session: vscode.DebugSession): { readonly done: Promise<void>; dispose(): void } {
  let dispose = (): void => {};
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, endWithinMs);
    const ended = vscode.debug.onDidTerminateDebugSession(({ id }) => {
      if (id === session.id) resolve();
    });
    dispose = () => {
      clearTimeout(timer);
      ended.dispose();
    };
  });
  return { done, dispose: () => dispose() };
}

/** A debugger that has just been attached may not know yet where to evaluate. */
async function evaluate(session: vscode.DebugSession, expression: string): Promise<void> {
  const end = Date.now() + evaluateWithinMs;
  for (;;) {
    try {
      await session.customRequest('evaluate', { expression, context: 'repl' });
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  }
}

/** Breakpoints in code that is loaded already are set once its source map has been read. */
async function untilVerified(session: vscode.DebugSession, lines: AttachCodeBody['lines']): Promise<void> {
  const places = new Set(lines.map(({ path, line }) => `${vscode.Uri.file(path).toString()}:${line}`));
  const wanted = vscode.debug.breakpoints.filter(
    (one): one is vscode.SourceBreakpoint =>
      one instanceof vscode.SourceBreakpoint &&
      one.enabled &&
      places.has(`${one.location.uri.toString()}:${one.location.range.start.line + 1}`),
  );
  const end = Date.now() + verifyWithinMs;
  while (Date.now() < end) {
    const found = await Promise.all(wanted.map((one) => session.getDebugProtocolBreakpoint(one)));
    if (found.every((one) => (one as { readonly verified?: boolean } | undefined)?.verified === true)) return;
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
}
