import { BackstepError } from '../language/backstepError.ts';

/** A request that cannot be carried out: becomes a DAP error response. */
export class DapError extends Error {
  override readonly name = 'DapError';
  readonly code: string;
  /** Whether the client shows the message in a dialog by itself. */
  readonly showUser: boolean;

  constructor(code: string, message: string, options: { readonly showUser?: boolean } = {}) {
    super(message);
    this.code = code;
    this.showUser = options.showUser ?? false;
  }

  /** DAP wants a number beside the text; the code's letters make one that is stable. */
  get id(): number {
    let id = 7;
    for (const letter of this.code) id = (id * 31 + letter.charCodeAt(0)) % 1_000_003;
    return id;
  }

  static from(error: unknown): DapError {
    if (error instanceof DapError) return error;
    if (error instanceof BackstepError) return new DapError(error.code, error.message);
    const message = error instanceof Error ? error.message : String(error);
    return new DapError('internal', `Backstep failed on this request: ${message}`);
  }
}
