import { ProtocolServer } from '@vscode/debugadapter/lib/protocol.js';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { DapError } from './dapError.ts';
import { wholeMessages } from './wholeMessages.ts';

/** What a request is answered with; `after` runs when the answer is out, for the events that follow from it. */
export interface Reply {
  readonly body?: object;
  readonly after?: () => void;
}

/** Request handlers by DAP command. The connection sees to it that each request gets exactly one response. */
export type Handlers = {
  readonly [command: string]: (args: unknown, request: DebugProtocol.Request) => Reply | Promise<Reply>;
};

/** The DAP side of the adapter: frames messages, dispatches requests, sends events. */
export class Connection extends ProtocolServer {
  private handlers: Handlers = {};
  private end = (): void => {};
  /** Requests that are not answered yet. */
  private readonly open = new Set<Open>();

  /** Starts answering; `onEnd` is called once when the client is gone. */
  serve(
    handlers: Handlers,
    input: NodeJS.ReadableStream,
    output: NodeJS.WritableStream,
    onEnd: () => void,
  ): void {
    this.handlers = handlers;
    // The base class tells of malformed messages by this event, which would end the process if nobody listened.
    this.on('error', (error: unknown) => {
      const reason = (error as { readonly body?: unknown }).body ?? error;
      process.stderr.write(`backstep dap: a message could not be read: ${String(reason)}\n`);
    });
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      onEnd();
    };
    this.end = end;
    input.once('end', end);
    input.once('close', end);
    input.once('error', end);
    output.once('error', end);
    this.start(input.pipe(wholeMessages()), output);
  }

  /** The client has said goodbye: nothing more is read, even when it leaves its end open. */
  close(): void {
    this.stop();
    this.end();
  }

  /** What ends the work of a request that somebody no longer wants. */
  onCancel(request: DebugProtocol.Request, end: () => void): void {
    for (const open of this.open) if (open.request === request) open.end = end;
  }

  /** Answers a request as cancelled, where that is not answered yet, and ends its work where that can be ended. */
  cancel(seq: number): void {
    const open = [...this.open].find(({ request }) => request.seq === seq);
    if (!open) return;
    this.open.delete(open);
    const response = responseTo(open.request);
    fail(response, new DapError('cancelled', 'The request was cancelled.'));
    this.sendResponse(response);
    open.end();
  }

  event(event: string, body?: object): void {
    const message: DebugProtocol.Event = {
      seq: 0,
      type: 'event',
      event,
      ...(body === undefined ? {} : { body }),
    };
    this.sendEvent(message);
  }

  /** Has the client run a command in a terminal. @throws Error with what the client says of why not */
  runInTerminal(args: DebugProtocol.RunInTerminalRequestArguments): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sendRequest('runInTerminal', args, terminalWithinMs, (response) => {
        if (response.success) resolve();
        else reject(new Error(`${reasonOf(response)}.`));
      });
    });
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    // An answer names its request, so what has no number and no command cannot be answered.
    if (!Number.isInteger(request.seq) || typeof request.command !== 'string') {
      process.stderr.write('backstep dap: a request without a "seq" or a "command" was passed over\n');
      return;
    }
    this.answer(request).catch((error: unknown) => {
      process.stderr.write(`backstep dap: ${error instanceof Error ? error.stack : String(error)}\n`);
    });
  }

  private async answer(request: DebugProtocol.Request): Promise<void> {
    const open: Open = { request, end: () => undefined };
    this.open.add(open);
    const response = responseTo(request);
    let after: (() => void) | undefined;
    try {
      const handler = Object.hasOwn(this.handlers, request.command)
        ? this.handlers[request.command]
        : undefined;
      if (!handler) {
        throw new DapError(
          'unknown-request',
          `Backstep does not know the request "${request.command}". It speaks DAP, and backstep/* requests of its own.`,
        );
      }
      const reply = await handler(request.arguments ?? {}, request);
      if (reply.body !== undefined) response.body = reply.body;
      after = reply.after;
    } catch (error) {
      fail(response, error);
    }
    // One that was cancelled has been answered.
    if (!this.open.delete(open)) return;
    this.sendResponse(response);
    after?.();
  }
}

/** Whoever asked gives up earlier. */
const terminalWithinMs = 60_000;

function reasonOf({ message, body }: DebugProtocol.Response): string {
  const { error } = (body ?? {}) as DebugProtocol.ErrorResponse['body'];
  return (error?.format ?? message ?? 'it did not say why').replace(/\.$/, '');
}

interface Open {
  readonly request: DebugProtocol.Request;
  end: () => void;
}

function responseTo({ seq, command }: DebugProtocol.Request): DebugProtocol.Response {
  return { seq: 0, type: 'response', request_seq: seq, command, success: true };
}

function fail(response: DebugProtocol.Response, error: unknown): void {
  const failure = DapError.from(error);
  response.success = false;
  response.message = failure.code;
  response.body = {
    error: { id: failure.id, format: failure.message, showUser: failure.showUser },
  } satisfies DebugProtocol.ErrorResponse['body'];
}
