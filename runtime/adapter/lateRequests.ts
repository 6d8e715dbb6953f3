import type { Handlers, Reply } from './connection.ts';
import { DapError } from './dapError.ts';

/** How many milliseconds a refusal is kept back at most. */
const patience = 700;

/** Requests by which a client fills its views. */
const views = ['stackTrace', 'scopes', 'variables', 'evaluate'] as const;

/**
 * The same handlers, which refuse late what comes late: a view that asks about a place that was just left shows the refusal
 * where its values were, for the blink of an eye, until it shows the new place. So the refusal is kept back until the
 * client has looked there, when nobody waits for it any more.
 */
export function refusingLate(handlers: Handlers, patienceMs = patience): Handlers {
  const waiting = new Set<() => void>();

  function untilLooked(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, patienceMs);
      waiting.add(go);
    });
  }
  function looked(): void {
    for (const go of waiting) go();
  }
  function answering(command: (typeof views)[number]): Handlers[string] {
    return async (args, request): Promise<Reply> => {
      try {
        const { body, after } = (await handlers[command]?.(args, request)) ?? {};
        const told = (): void => {
          after?.();
          if (command === 'scopes') looked();
        };
        return body === undefined ? { after: told } : { body, after: told };
      } catch (error) {
        if (isLate(error) && !isTyped(args)) await untilLooked();
        throw error;
      }
    };
  }

  return {
    ...handlers,
    ...Object.fromEntries(views.map((command) => [command, answering(command)])),
  };
}

function isLate(error: unknown): boolean {
  return error instanceof DapError && (error.code === 'stale-reference' || error.code === 'running');
}

/** Whoever types in the console waits for the answer, whatever it is. */
function isTyped(args: unknown): boolean {
  const { context } = (args ?? {}) as { readonly context?: unknown };
  return context === 'repl';
}
