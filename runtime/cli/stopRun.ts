/** Ends a run between two steps, one that only waits, or one whose step will never settle: it is neither done nor failed. */
export class StopRun extends Error {
  readonly why: 'max-steps' | 'interrupted' | 'never-settled' | 'waiting';

  constructor(why: StopRun['why']) {
    super(why);
    this.why = why;
  }
}
