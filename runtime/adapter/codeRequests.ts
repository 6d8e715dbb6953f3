import type { Handlers } from './connection.ts';
import type { SessionContext } from './sessionContext.ts';

/** What a client says about the JavaScript debugger that it was asked to attach to the host. */
export function codeRequests({ code }: SessionContext): Handlers {
  return {
    'backstep/codeAttached'(args) {
      const { problem } = args as { readonly problem?: unknown };
      return { after: () => code.onAttached(typeof problem === 'string' ? problem : null) };
    },
    'backstep/codeDetached': () => ({ after: () => code.onDetached() }),
  };
}
