import * as vscode from 'vscode';

/** Milliseconds that may pass before a person wants to know that something is being done. */
const patience = 1_000;

/** Does something, and says so in a notification when it takes more than a second. */
export async function withSlowProgress<T>(title: string, work: Promise<T>): Promise<T> {
  return await shown(title, work, null);
}

/** The same for what can be given up, by a button of the notification; null when it was. */
export async function cancellable<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const cancel = new AbortController();
  try {
    return await shown(title, work(cancel.signal), cancel);
  } catch (error) {
    if (cancel.signal.aborted) return null;
    throw error;
  }
}

async function shown<T>(title: string, work: Promise<T>, cancel: AbortController | null): Promise<T> {
  let settled = false;
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  void done.then(() => {
    settled = true;
  });
  const timer = setTimeout(() => {
    if (settled) return;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title,
      cancellable: cancel !== null,
    };
    void vscode.window.withProgress(options, (_, token) => {
      token.onCancellationRequested(() => cancel?.abort());
      return done;
    });
  }, patience);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
