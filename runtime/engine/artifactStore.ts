import { createHash } from 'node:crypto';
import type { Artifact } from '../language/artifact.ts';
import { BackstepError } from '../language/backstepError.ts';
import type { Json } from '../language/json.ts';
import type { Redactor } from '../language/redactor.ts';
import { toJson, withoutProxies } from '../language/settle.ts';

/** Where the contents of artifacts are. A name is made of the content, so that what is put twice is the same. */
export interface ArtifactStore {
  /** What must not be stored is taken out of texts and JSON before they get their names. */
  readonly redactor?: Redactor;
  /** Keeps the content under its name; does nothing when it is there. */
  put(name: string, content: Uint8Array): Promise<void>;
  /** The content, null when there is none of this name. */
  get(name: string): Promise<Uint8Array | null>;
}

/**
 * Stores a value and gives the reference to it.
 *
 * @throws BackstepError `not-json`, `no-artifacts`, and what the store throws
 */
export async function storeArtifact(store: ArtifactStore | null, value: unknown): Promise<Artifact> {
  const { kind, content } = contentOf(value, store?.redactor ?? null);
  const reference = { artifact: hashOf(content), kind, bytes: content.byteLength };
  await given(store).put(nameOf(reference), content);
  return reference;
}

/**
 * The value behind a reference.
 *
 * @throws BackstepError `bad-artifact`, `artifact-missing`, `artifact-damaged`, `no-artifacts`, and what the store throws
 */
export async function loadArtifact(store: ArtifactStore | null, reference: unknown): Promise<unknown> {
  const wanted = checked(withoutProxies(reference));
  const name = nameOf(wanted);
  const content = await given(store).get(name);
  if (content === null) {
    throw new BackstepError(
      'artifact-missing',
      `The artifact ${name} is not there: was it deleted, or the run moved without it? Store the value again, or bring the folder of artifacts along.`,
    );
  }
  if (content.byteLength !== wanted.bytes || hashOf(content) !== wanted.artifact) {
    throw new BackstepError(
      'artifact-damaged',
      `The artifact ${name} is damaged: it has ${content.byteLength} bytes where ${wanted.bytes} were stored, or others. Delete it and store the value again.`,
    );
  }
  switch (wanted.kind) {
    case 'text':
      return Buffer.from(content).toString('utf8');
    case 'json':
      return JSON.parse(Buffer.from(content).toString('utf8')) as Json;
    case 'bytes':
      return new Uint8Array(content);
    default:
      return wanted.kind satisfies never;
  }
}

function contentOf(
  value: unknown,
  redactor: Redactor | null,
): { readonly kind: Artifact['kind']; readonly content: Uint8Array } {
  if (typeof value === 'string') {
    return { kind: 'text', content: Buffer.from(redactor?.text(value) ?? value, 'utf8') };
  }
  if (value instanceof Uint8Array) return { kind: 'bytes', content: value };
  const json = toJson(value, 'artifact');
  const written = redactor ? redactor.settled(() => redactor.value(json, ['artifact'])) : json;
  return { kind: 'json', content: Buffer.from(JSON.stringify(written), 'utf8') };
}

const endings = { text: 'txt', bytes: 'bin', json: 'json' } as const;

function nameOf({ artifact, kind }: Artifact): string {
  return `${artifact}.${endings[kind]}`;
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A reference may come from a recording of a stranger: its hash becomes the name of a file. */
function checked(reference: unknown): Artifact {
  const { artifact, kind, bytes } = (reference ?? {}) as { readonly [key: string]: unknown };
  const isHash = typeof artifact === 'string' && /^[0-9a-f]{64}$/.test(artifact);
  if (isHash && typeof kind === 'string' && Object.hasOwn(endings, kind) && typeof bytes === 'number') {
    return reference as Artifact;
  }
  throw new BackstepError(
    'bad-artifact',
    `load was given ${JSON.stringify(reference)?.slice(0, 100) ?? String(reference)}: give what artifact(value) returned.`,
  );
}

function given(store: ArtifactStore | null): ArtifactStore {
  if (store) return store;
  throw new BackstepError(
    'no-artifacts',
    'This run has no place for artifacts: keep the value in the session, or give the backend a store.',
  );
}
