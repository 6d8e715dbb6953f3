/** Where a call of a re-run gets its answer: from the recording, from the service, or from where somebody says. */
export type CallRule = 'reuse' | 'live' | 'ask';

/** How the calls of a re-run are answered. What is not named here reuses; what changes the world asks. */
export interface CallPolicy {
  /** By name of the service; goes before the others. */
  readonly services?: { readonly [name: string]: CallRule };
  /** For calls that `effect` marks. Default `ask`. */
  readonly effects?: CallRule;
  /** For all other calls. Default `reuse`. */
  readonly others?: CallRule;
}

export function callRule(policy: CallPolicy, service: string, effect: string | null): CallRule {
  const { services = {}, effects = 'ask', others = 'reuse' } = policy;
  const named = Object.hasOwn(services, service) ? services[service] : undefined;
  return named ?? (effect === null ? others : effects);
}
