/** The time of a step, which stands still while people are asked about its calls. */
export interface Holding {
  /** Milliseconds for which it has stood still until now. */
  heldMs(): number;
  /** It stands still until the function that it gives is called. */
  hold(): () => void;
}

/** Adds up how long the time of a step has stood still, whichever of its calls were asked about. */
export class HeldTime implements Holding {
  #sumMs = 0;
  #since = 0;
  #holds = 0;

  heldMs(): number {
    return this.#holds === 0 ? this.#sumMs : this.#sumMs + performance.now() - this.#since;
  }

  hold(): () => void {
    if (this.#holds++ === 0) this.#since = performance.now();
    return () => {
      if (--this.#holds === 0) this.#sumMs += performance.now() - this.#since;
    };
  }
}
