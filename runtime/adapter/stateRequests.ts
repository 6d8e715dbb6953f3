import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import { isOver } from '../language/line.ts';
import type { Patch } from '../language/patch.ts';
import { toJson } from '../language/settle.ts';
import { causedBy } from '../model/causes.ts';
import { inReadingOrder, legible, legibleLines, shortened } from '../model/legible.ts';
import { difference } from '../recording/difference.ts';
import type { Handlers } from './connection.ts';
import { isCommand, runCommand } from './console.ts';
import { DapError } from './dapError.ts';
import { editRemarks } from './editRemarks.ts';
import { evaluateChange } from './expression.ts';
import { failedAttempt } from './failedAttempt.ts';
import { scopesOf } from './frames.ts';
import type { SessionContext } from './sessionContext.ts';
import { entryName, entryPosition, stackOf } from './stack.ts';
import { lineName, linesOf, mainThread } from './threads.ts';
import { shape, summary, typeName } from './variables.ts';

export function stateRequests(context: SessionContext): Handlers {
  const { variables } = context;

  async function remarksOn(patches: readonly Patch[], before: Json): Promise<readonly string[]> {
    const { timeline, snapshot } = context.stopped.cursor;
    const { session: after } = snapshot;
    const { file, workflow } = timeline.header;
    const type = await context.graphs.sessionType(file, workflow);
    return editRemarks(patches, { before, after, type });
  }

  return {
    threads() {
      const cursor = context.debuggee?.cursor;
      if (!cursor) return { body: { threads: [{ id: mainThread, name: 'Backstep' }] } };
      const { header } = cursor.timeline;
      const { snapshot } = cursor;
      const threads = linesOf(snapshot).map(({ branch }) => ({
        id: context.threads.idOf(branch),
        name: legible(branch === '' ? `${header.workflow} · run ${header.id}` : lineName(snapshot, branch)),
      }));
      return { body: { threads } };
    },
    async stackTrace(args) {
      const { startFrame: first = 0, levels = 0 } = args as DebugProtocol.StackTraceArguments;
      const startFrame = Math.max(0, first);
      const branch = context.lineOf(args);
      const graphOf = await context.graphsOfRun();
      const { cursor } = context.stopped;
      const stack = stackOf(cursor, branch);
      const failed = failedAttempt(context.lastStop, cursor);
      const totalFrames = stack.length;
      const end = levels > 0 ? Math.min(totalFrames, startFrame + levels) : totalFrames;
      const stackFrames: DebugProtocol.StackFrame[] = [];
      for (let index = startFrame; index < end; index++) {
        const entry = stack.at(index);
        const position = entryPosition(cursor, entry, graphOf, failed);
        stackFrames.push({
          id: context.frameId(entry),
          name: inReadingOrder(legible(entryName(cursor, entry, failed))),
          source: context.sourceOf(position.file),
          line: context.clientLine(position.line),
          column: context.clientColumn(position.column),
          canRestart: cursor.mode !== 'replay' && (!entry.top || !isOver(cursor.snapshot)),
        });
      }
      return { body: { stackFrames, totalFrames } };
    },
    scopes(args) {
      const { frameId } = args as DebugProtocol.ScopesArguments;
      const { cursor, undone } = context.stopped;
      return { body: { scopes: scopesOf(cursor, context.entryOf(frameId), variables, undone) } };
    },
    variables: (args) => ({
      body: { variables: variables.children(args as DebugProtocol.VariablesArguments) },
    }),
    evaluate(args) {
      const { expression, frameId, context: purpose } = args as DebugProtocol.EvaluateArguments;
      if (purpose === 'repl' && isCommand(expression)) return runCommand(context, expression);
      const debuggee = context.stopped;
      const entry = context.entryOf(frameId);
      const names = context.namesOf(entry);
      const readOnly = (target: 'session' | 'data'): string | null =>
        purpose === 'repl' && entry.top
          ? debuggee.cursor.editRefusal(target)
          : 'only the console, at the current state of a run with its code, can change it';
      const refusals = { session: readOnly('session'), data: readOnly('data') };
      const { value: result, left } = evaluateChange(expression, names, refusals);
      const value = result === undefined ? 'undefined' : (result as Json);
      const edits = (['session', 'data'] as const)
        .filter((target) => Object.hasOwn(left, target) && left[target] !== names[target])
        .map((target) => ({
          target,
          patches: difference(names[target] as Json, toJson(left[target], target)),
        }))
        .filter(({ patches }) => patches.length > 0);
      for (const { target, patches } of edits) context.edit(target, patches);
      const ofSession = edits.find(({ target }) => target === 'session');
      const remarks = ofSession && remarksOn(ofSession.patches, names['session'] as Json);
      const name = /^[\w$.[\]"]+$/.test(expression) ? expression : `(${expression})`;
      const root = { name, target: null, readOnly: null };
      const body = {
        result: purpose === 'clipboard' ? copied(value) : summary(value),
        type: typeName(value),
        variablesReference: variables.reference(value, root),
        ...shape(value),
      };
      if (edits.length === 0) return { body };
      const after = (lines: readonly string[]) => () => {
        context.tellEdit();
        for (const line of lines) context.output('console', `${line}\n`);
      };
      return remarks === undefined
        ? { body, after: after([]) }
        : remarks.then((lines) => ({ body, after: after(lines) }));
    },
    exceptionInfo() {
      const { cursor } = context.stopped;
      const { text = null, hit = null } = context.lastStop ?? {};
      // A stop for another reason, such as a lost host, is not the error of the step before.
      const last = cursor.last?.error ?? null;
      const own = last && (text === null || text === last.message) ? last : null;
      const error = hit?.raised ? hit.raised.error : own;
      const details = error && detailsOf(error);
      return {
        body: {
          exceptionId: legible(error?.name ?? (hit?.raised ? hit.raised.filter : 'Stopped')),
          description: legibleLines(shortened(text ?? error?.message ?? '')),
          breakMode: cursor.state === '#failed' ? 'unhandled' : 'always',
          ...(details ? { details } : {}),
        },
      };
    },
    async loadedSources() {
      const { file } = context.launched.cursor.timeline.header;
      const graph = await context.currentGraph();
      const files = new Set([file, ...(graph?.states.map((state) => state.file) ?? [])]);
      return { body: { sources: [...files].map((loaded) => context.sourceOf(loaded)) } };
    },
    source(args) {
      const { sourceReference, source } = args as DebugProtocol.SourceArguments;
      if ((source?.sourceReference ?? sourceReference) === 1 && context.recordedSource !== null) {
        return { body: { content: context.recordedSource } };
      }
      throw new DapError('no-source', 'There is no recorded source under this reference.');
    },
  };
}

/** What was thrown, and what caused it, as far as a stack tells. */
function detailsOf({ name, message, stack }: ErrorRecord): DebugProtocol.ExceptionDetails {
  const [own = '', ...causes] = stack?.split(causedBy) ?? [];
  const inner = causes.reduceRight<DebugProtocol.ExceptionDetails | null>((before, text) => {
    const [, typeName = 'Error', cause = text] = /^(\w+): (.*)/.exec(text) ?? [];
    return {
      message: legibleLines(cause),
      typeName,
      stackTrace: text,
      ...(before === null ? {} : { innerException: [before] }),
    };
  }, null);
  return {
    message: legibleLines(shortened(message)),
    typeName: legible(name),
    ...(own === '' ? {} : { stackTrace: stack ?? own }),
    ...(inner === null ? {} : { innerException: [inner] }),
  };
}

/** A copied text is the text itself; all else is JSON that can be pasted. */
function copied(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
