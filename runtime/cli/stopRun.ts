/** Ends a run between two steps, one that only waits, or one whose step will never settle: it is neither done nor failed. */
export class StopRun extends Error {
  readonly why: 'max-steps' | 'interrupted' | 'never-settled' | 'waiting' | 'call-refused';

  /** @param message - who interrupted it, or the whole of why it was refused or waits */
  constructor(why: StopRun['why'], message: string = why) {
    super(message);
    this.why = why;
  }
}
