import { workflowNamed, workflowNames } from '../language/registry.ts';
import type { CallPolicy, CallRule } from '../model/callPolicy.ts';
import type { Frame } from '../model/run.ts';
import type { Arguments } from './arguments.ts';
import { CliError } from './cliError.ts';
import { didYouMean } from './didYouMean.ts';
import type { Program } from './program.ts';

/**
 * `reuse`, `live`, or `SERVICE=live` for one of them. Nobody can be asked here: without a word on it, a call that changes
 * the world is answered from the recording or refused.
 *
 * @throws CliError `usage`
 */
export function readCallPolicy(given: Arguments): CallPolicy {
  const services: { [name: string]: CallRule } = {};
  let all: CallRule | null = null;
  for (const text of given.options.get('calls') ?? []) {
    const [, name, rule] = /^(?:([^=]+)=)?(reuse|live)$/.exec(text) ?? [];
    if (rule !== 'reuse' && rule !== 'live') {
      throw new CliError(
        'usage',
        `--calls is "${text}": give reuse or live, or SERVICE=reuse or SERVICE=live.`,
      );
    }
    if (name === undefined) all = rule;
    else services[name] = rule;
  }
  return { services, ...(all === null ? {} : { effects: all, others: all }) };
}

/**
 * Refuses rules for services that there are not: they would change nothing.
 *
 * @throws CliError `unknown-service`
 */
export function checkNames({ services }: CallPolicy, program: Program, recorded: readonly Frame[]): void {
  const ruled = Object.keys(services ?? {});
  if (ruled.length === 0) return;
  const known = new Set(Object.keys(program.services));
  for (const { calls } of recorded) for (const { service } of calls) known.add(service);
  for (const name of ruled) {
    if (known.has(name) || servicesOfOthers(program).includes(name)) continue;
    throw new CliError(
      'unknown-service',
      `--calls names the service "${name}", which the workflow does not have.${didYouMean(name, known) || ` It has ${[...known].join(', ') || 'none'}.`}`,
    );
  }
}

/** The services of all other workflows that are loaded, which may be children; of those that can be made. */
function servicesOfOthers({ manifest, servicesOf }: Program): readonly string[] {
  return workflowNames().flatMap((name) => {
    try {
      return name === manifest.name ? [] : Object.keys(servicesOf(workflowNamed(name)));
    } catch {
      // Whatever is wrong with a workflow is told when the run comes to it.
      return [];
    }
  });
}
