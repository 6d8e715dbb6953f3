import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What each side of an attachment has made up for it, so that no proof is good for another one. */
export interface Nonces {
  readonly adapter: string;
  readonly run: string;
}

export function newNonce(): string {
  return randomBytes(18).toString('base64url');
}

/** Shows that a side knows the token, and tells nothing of it. The sides prove different things: neither can give back what it got. */
export function proofOf(side: 'adapter' | 'run', token: string, { adapter, run }: Nonces): string {
  return createHmac('sha256', token)
    .update(JSON.stringify([side, adapter, run]))
    .digest('base64url');
}

/** Takes as long for any two texts of one length. */
export function isProof(given: unknown, proof: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(proof)];
  return one.length === other.length && timingSafeEqual(one, other);
}
