/** Why a run is neither done nor failed. */
export type StopReason =
  | { readonly type: 'max-steps' }
  | { readonly type: 'never-settled' }
  | { readonly type: 'waiting' }
  | { readonly type: 'interrupted'; readonly by: string }
  /** Nobody allowed a call that changes the world. */
  | { readonly type: 'call-refused'; readonly message: string; readonly service: string };

/** Ends a run between two steps, one that only waits, or one whose step will never settle. */
export class StopRun extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason.type);
    this.reason = reason;
  }
}
