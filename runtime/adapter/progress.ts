/** Shows a client what takes its time: work that is over within a second is not worth a word. */
export interface Progress {
  /** Whether the client shows such a thing. */
  supported: boolean;
  /** Gives the work back; `cancel` is called when somebody no longer wants it. */
  during<T>(title: string, work: Promise<T>, cancel?: () => void): Promise<T>;
  /** Somebody no longer wants what is shown under this id. */
  cancel(id: string): void;
}

const patienceMs = 1_000;

export function createProgress(tell: (event: string, body: object) => void): Progress {
  const cancels = new Map<string, () => void>();
  let next = 1;

  /** Shows it from now on, a word every second; the function that it gives ends that. */
  function show(title: string, cancel: (() => void) | undefined): () => void {
    const progressId = `progress-${next++}`;
    const begun = performance.now();
    if (cancel) cancels.set(progressId, cancel);
    tell('progressStart', { progressId, title, cancellable: cancel !== undefined });
    const timer = setInterval(() => {
      const seconds = Math.round((performance.now() - begun + patienceMs) / 1000);
      tell('progressUpdate', { progressId, message: `for ${seconds} s` });
    }, 1_000);
    return () => {
      clearInterval(timer);
      cancels.delete(progressId);
      tell('progressEnd', { progressId });
    };
  }

  const progress: Progress = {
    supported: false,
    during(title, work, cancel) {
      if (!progress.supported) return work;
      let end = (): void => undefined;
      const timer = setTimeout(() => {
        end = show(title, cancel);
      }, patienceMs);
      return work.finally(() => {
        clearTimeout(timer);
        end();
      });
    },
    cancel(id) {
      cancels.get(id)?.();
      // Once is enough.
      cancels.delete(id);
    },
  };
  return progress;
}
