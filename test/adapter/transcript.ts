import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { PositionBody } from '../../runtime/model/position.ts';

/** What a client asks for by itself, to draw its views; each client does that in its own way. */
const inspection = new Set([
  'gotoTargets',
  'initialize',
  'threads',
  'stackTrace',
  'scopes',
  'variables',
  'evaluate',
  'source',
  'loadedSources',
  'breakpointLocations',
  'setFunctionBreakpoints',
  'setExceptionBreakpoints',
  'setDataBreakpoints',
  'configurationDone',
  'exceptionInfo',
  'cancel',
  'disconnect',
]);

/**
 * A session in words: what a person asked for and what came of it, a line each. The same whichever client it was, and
 * over whatever it spoke. With `typed`, what a person typed into the console is told too.
 */
export function transcript(traffic: readonly object[], options: { readonly typed?: boolean } = {}): string {
  const asked = new Map<number, DebugProtocol.Request>();
  const lines: string[] = [];
  for (const message of traffic as readonly DebugProtocol.ProtocolMessage[]) {
    const line = lineOf(message, asked) ?? (options.typed ? typedLine(message, asked) : null);
    if (line !== null) lines.push(stable(line));
  }
  return `${lines.join('\n')}\n`;
}

/** Compares with a golden file; `UPDATE_GOLDEN=1` writes it. */
export function assertGolden(file: string, actual: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  assert.ok(existsSync(file), `${file} is missing: run with UPDATE_GOLDEN=1 and look at what it wrote`);
  assert.equal(actual, readFileSync(file, 'utf8'));
}

function typedLine(
  message: DebugProtocol.ProtocolMessage,
  asked: ReadonlyMap<number, DebugProtocol.Request>,
): string | null {
  if (message.type === 'request') {
    const { command, arguments: args } = message as DebugProtocol.EvaluateRequest;
    return command === 'evaluate' && args.context === 'repl' ? `>  ${args.expression}` : null;
  }
  if (message.type !== 'response') return null;
  const { request_seq, success, command, body } = message as DebugProtocol.EvaluateResponse;
  if (command !== 'evaluate' || !success || asked.get(request_seq)?.arguments.context !== 'repl') return null;
  return body.result === '' ? null : body.result.replace(/^/gm, '   ');
}

function lineOf(
  message: DebugProtocol.ProtocolMessage,
  asked: Map<number, DebugProtocol.Request>,
): string | null {
  if (message.type === 'request') {
    const request = message as DebugProtocol.Request;
    asked.set(request.seq, request);
    return inspection.has(request.command) ? null : `-> ${request.command}${argumentsOf(request)}`;
  }
  if (message.type === 'response') {
    const response = message as DebugProtocol.Response;
    if (inspection.has(response.command)) return null;
    if (!response.success) return `<- ${response.command} refused: ${response.message}`;
    // A launch is answered when its host is up, before or after the breakpoints that are set meanwhile.
    return response.command === 'launch' ? null : `<- ${response.command}${resultOf(response)}`;
  }
  return eventOf(message as DebugProtocol.Event);
}

function argumentsOf(request: DebugProtocol.Request): string {
  const args = request.arguments as { readonly [name: string]: unknown } | undefined;
  switch (request.command) {
    case 'setBreakpoints':
      return ` ${((args?.['breakpoints'] ?? []) as DebugProtocol.SourceBreakpoint[]).map(({ line }) => line).join(' ')}`.trimEnd();
    case 'setVariable':
      return ` ${args?.['name']} = ${args?.['value']}`;
    default:
      return '';
  }
}

function resultOf(response: DebugProtocol.Response): string {
  switch (response.command) {
    case 'setBreakpoints': {
      const { breakpoints } = response.body as DebugProtocol.SetBreakpointsResponse['body'];
      return breakpoints.map(({ line, verified }) => ` ${line}${verified ? '' : '?'}`).join('');
    }
    case 'setVariable':
      return ` ${(response.body as DebugProtocol.SetVariableResponse['body']).value}`;
    default:
      return '';
  }
}

function eventOf({ event, body }: DebugProtocol.Event): string | null {
  switch (event) {
    case 'stopped': {
      const { reason, description, text } = body as DebugProtocol.StoppedEvent['body'];
      return `   stopped (${reason}) ${description}${text ? ` | ${text}` : ''}`;
    }
    case 'backstep/position': {
      const position = body as PositionBody;
      // How often a running workflow is told of depends on the machine.
      if (position.running) return null;
      const edges = position.edges.map(({ from, to, line, count }) => `${from}->${to}:${line}×${count}`);
      return `   position ${position.mode} ${position.seq}/${position.head} ${position.state} [${edges.join(' ')}]`;
    }
    case 'output': {
      const { category, output, line, group } = body as DebugProtocol.OutputEvent['body'];
      return category === 'telemetry' || group === 'end'
        ? null
        : `   ${category}: ${output.trimEnd()}${line ? ` (line ${line})` : ''}`;
    }
    case 'initialized':
      // Clients launch before or after it, as they like.
      return null;
    case 'process':
      // It follows the answer of the launch, whenever that is.
      return null;
    case 'progressStart':
    case 'progressUpdate':
    case 'progressEnd':
      // Only what takes longer than a moment is told of, which depends on the machine.
      return null;
    case 'exited':
      return `   exited ${(body as DebugProtocol.ExitedEvent['body']).exitCode}`;
    default:
      return `   ${event}`;
  }
}

function stable(line: string): string {
  return line.replace(/\d{8}-\d{6}-[0-9a-f]{6}/g, 'RUN');
}
