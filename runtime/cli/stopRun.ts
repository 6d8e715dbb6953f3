/** Ends a run between two steps, or one whose step will never settle: it is stopped, neither done nor failed. */
export class StopRun extends Error {
  readonly why: 'max-steps' | 'interrupted' | 'never-settled';

  constructor(why: StopRun['why']) {
    super(why);
    this.why = why;
  }
}
