import inspector from 'node:inspector';
import type { Manifest } from '../language/manifest.ts';
import { workflowNamed } from '../language/registry.ts';
import type { StepMethodName } from '../model/hostProtocol.ts';

/** Where the debugger that is attached finds the method that it is to stop in. */
const nextMethodTag = Symbol.for('backstep.nextMethod');

/** The inspector of this process, open only while a JavaScript debugger is to attach to it. */
export interface Inspection {
  /** Its port, on loopback. `enter` is the method to stop in; null for none. */
  open(enter: StepMethodName | null, manifest: Manifest): number;
  close(): void;
}

export function createInspection(): Inspection {
  /** One that was opened by `--inspect` belongs to the user. */
  let own = false;
  return {
    open(enter, manifest) {
      if (inspector.url() === undefined) {
        inspector.open(0, '127.0.0.1');
        own = true;
      }
      publish(enter === null ? null : methodOf(enter, manifest));
      return Number(new URL(inspector.url() as string).port);
    },
    close() {
      publish(null);
      if (own) inspector.close();
      own = false;
    },
  };
}

function publish(method: unknown): void {
  (globalThis as { [nextMethodTag]?: unknown })[nextMethodTag] = method;
}

function methodOf({ workflow, state, undoes }: StepMethodName, main: Manifest): unknown {
  const manifest = workflow === main.name ? main : workflowNamed(workflow);
  const name = undoes ? manifest.compensations.get(state) : manifest.steps.get(state)?.method;
  const methods = manifest.workflowClass.prototype as { readonly [method: string | symbol]: unknown };
  return name === undefined ? null : methods[name];
}
