import { inspect } from 'node:util';
import { BackstepError } from '../language/backstepError.ts';
import type { Json } from '../language/json.ts';
import { decoratorOf } from '../language/manifest.ts';
import { notNamed } from '../language/namedSession.ts';
import { toJson, withoutProxies } from '../language/settle.ts';
import type { StepRequest } from '../language/stepRequest.ts';
import type { LogEntry, Metric, SourcePosition } from '../model/run.ts';
import { type ArtifactStore, loadArtifact, storeArtifact } from './artifactStore.ts';
import type { CallRecorder } from './callRecorder.ts';
import type { Clock } from './clock.ts';
import type { HeldTime } from './heldTime.ts';

/** What a step notes besides its result. */
export interface StepNotes {
  readonly logs: LogEntry[];
  readonly metrics: Metric[];
  checkpoint: Json | undefined;
}

/** Where a step has returned, as far as it has. */
export interface Returns {
  at: SourcePosition | null;
  /** What it named there, where that is undefined. */
  missing: string | null;
}

export interface ContextParts {
  readonly run: string;
  readonly request: StepRequest;
  readonly session: object;
  readonly services: { readonly [name: string]: unknown };
  readonly calls: CallRecorder;
  readonly notes: StepNotes;
  /** An attempt that timed out may still run; its notes would stand among those of the next. */
  readonly isOver: () => boolean;
  readonly restored: Json | undefined;
  /** Hears of a checkpoint before the step goes on. */
  readonly onCheckpoint: (value: Json) => void;
  readonly artifacts: ArtifactStore | null;
  readonly clock: Clock;
  /** When this attempt began, on the run's clock. */
  readonly startedAt: number;
  readonly held: HeldTime;
  readonly abort: () => AbortSignal;
  readonly returns: Returns;
  readonly onLog: (entry: LogEntry) => void;
}

/** Names on the context that a service cannot have. */
export const reservedNames: ReadonlySet<string> = new Set([
  'session',
  'input',
  'config',
  'key',
  'abortSignal',
  'restored',
  'log',
  'run',
  'now',
  'metric',
  'checkpoint',
  'artifact',
  'load',
]);

/**
 * The context of one attempt. Members that cost something are made when they are first read.
 *
 * @throws BackstepError `reserved-name` when a service is called like a member of the context
 */
export function makeContext(parts: ContextParts): object {
  const { request, notes } = parts;
  const { instance, number, branch } = request;
  const began = parts.startedAt;
  const context = {
    session: parts.session,
    input: instance.input,
    config: instance.config,
    key: branch === '' ? `${parts.run}:${number}` : `${parts.run}:${branch}/${number}`,
    restored: parts.restored,
    run: { id: parts.run, workflow: instance.workflow, version: instance.version, seq: number },
    now: () => began,
    metric(name: string, value: number) {
      if (!Number.isFinite(Number(value))) {
        throw new BackstepError(
          'bad-metric',
          `The metric ${String(name)} is ${String(value)}: give a finite number.`,
        );
      }
      if (!parts.isOver()) notes.metrics.push({ name: String(name), value: Number(value) });
    },
    checkpoint(value: unknown) {
      const kept = toJson(value, 'checkpoint');
      if (parts.isOver()) return;
      parts.onCheckpoint(kept);
      notes.checkpoint = kept;
    },
    artifact: (value: unknown) => storeArtifact(parts.artifacts, value),
    load: (reference: unknown) => loadArtifact(parts.artifacts, reference),
  };
  LazyMembers.mark(context, parts);
  Object.defineProperties(context, lazyMembers);
  const { uses } = request.entry;
  const isHeld = uses !== null && !request.undoes;
  for (const [name, { open, held }] of serviceMembers(parts.services)) {
    Object.defineProperty(context, name, isHeld && !uses.includes(name) ? held : open);
  }
  return context;
}

/** Marks the object that it is given, and returns it in its own place: a field that a subclass adds is on that object. */
class Marking {
  constructor(marked: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what puts a private field on an object of another make.
    return marked;
  }
}

/**
 * What the getters of a context work with. They are the same functions for every context: with getters of its own each
 * context would get a hidden class of its own, which costs more than most steps and keeps the step's values alive.
 */
class LazyMembers extends Marking {
  readonly #parts: ContextParts;
  #log: Log | null = null;

  private constructor(context: object, parts: ContextParts) {
    super(context);
    this.#parts = parts;
  }

  static mark(context: object, parts: ContextParts): void {
    new LazyMembers(context, parts);
  }

  static of(context: LazyMembers): ContextParts {
    return context.#parts;
  }

  static logOf(context: LazyMembers): Log {
    context.#log ??= makeLog(context.#parts);
    return context.#log;
  }

  static returnsOf(context: object): Returns | null {
    return #parts in context ? context.#parts.returns : null;
  }
}

const lazyMembers: PropertyDescriptorMap & ThisType<LazyMembers> = {
  abortSignal: {
    enumerable: true,
    configurable: true,
    get() {
      return LazyMembers.of(this).abort();
    },
  },
  log: {
    enumerable: true,
    configurable: true,
    get() {
      return LazyMembers.logOf(this);
    },
  },
};

type Log = Readonly<Record<LogEntry['level'], (...values: readonly unknown[]) => void>>;

function makeLog({ notes, clock, startedAt, held, isOver, onLog }: ContextParts): Log {
  const log =
    (level: LogEntry['level']) =>
    (...values: readonly unknown[]): void => {
      const message = values.map((value) => print(withoutProxies(value))).join(' ');
      const entry = {
        level,
        message,
        atMs: Math.max(0, clock.now() - Math.floor(held.heldMs()) - startedAt),
      };
      if (!isOver()) notes.logs.push(entry);
      onLog(entry);
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

/** Null for an object that is no context of a step. */
export function returnsOf(context: object): Returns | null {
  return LazyMembers.returnsOf(context);
}

/** A service on the context: of a step that may use it, and of one whose decorator does not name it. */
interface ServiceMember {
  readonly open: PropertyDescriptor;
  readonly held: PropertyDescriptor;
}

const membersOf = new WeakMap<object, ReadonlyMap<string, ServiceMember>>();

function serviceMembers(services: ContextParts['services']): ReadonlyMap<string, ServiceMember> {
  const known = membersOf.get(services);
  if (known) return known;
  const members = new Map(
    Object.keys(services).map((name) => [name, { open: serviceMember(name), held: heldMember(name) }]),
  );
  membersOf.set(services, members);
  return members;
}

function serviceMember(name: string): PropertyDescriptor & ThisType<LazyMembers> {
  return {
    enumerable: true,
    get() {
      const { calls, services } = LazyMembers.of(this);
      return calls.standIn(name, services[name]);
    },
  };
}

/** Whoever copies the context does not ask for it. */
function heldMember(name: string): PropertyDescriptor & ThisType<LazyMembers> {
  return {
    enumerable: false,
    get() {
      const { entry, manifest } = LazyMembers.of(this).request;
      throw notNamed('uses', `the service ${name}`, name, decoratorOf(entry, manifest));
    },
  };
}

/** @throws BackstepError `reserved-name`, `bad-services` */
export function checkServices(services: unknown, workflow: string): { readonly [name: string]: unknown } {
  if (typeof services !== 'object' || services === null || 'then' in services) {
    throw new BackstepError(
      'bad-services',
      `services of ${workflow} gave ${print(services)}: return an object that names each service. It may not be a promise: await in the methods of a service, or at the top of the module.`,
    );
  }
  for (const name of Object.keys(services)) {
    if (!reservedNames.has(name)) continue;
    throw new BackstepError(
      'reserved-name',
      `services of ${workflow} names one "${name}", which the context has already: call it something else.`,
    );
  }
  return services as { readonly [name: string]: unknown };
}

function print(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 3, breakLength: Infinity });
}
