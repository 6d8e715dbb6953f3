import type { Json } from './json.ts';

/** What can be stored as an artifact: a text, bytes, or any JSON. */
export type ArtifactValue = string | Uint8Array | Json | object;

/**
 * A small reference to a large value that is stored beside the run. It is JSON: keep it in the session or hand it on as
 * data, and `load` it where the value is needed.
 *
 * @example
 * ```ts
 * type Ctx = Context<{ session: { document: Artifact<string> | null } }>;
 *
 * async function fetched(text: string, { session, artifact }: Ctx) {
 *   session.document = await artifact(text);
 * }
 *
 * async function summarised(_: null, { session, load }: Ctx) {
 *   return session.document ? (await load(session.document)).slice(0, 100) : '';
 * }
 * ```
 */
export interface Artifact<V = unknown> {
  /** SHA-256 of the content, in hexadecimal digits. */
  readonly artifact: string;
  readonly kind: 'text' | 'bytes' | 'json';
  readonly bytes: number;
  /** Never there: it only tells the type checker what `load` gives. */
  readonly value?: V;
}
