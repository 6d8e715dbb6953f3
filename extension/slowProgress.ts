import * as vscode from 'vscode';

/** Milliseconds that may pass before a person wants to know that something is being done. */
const patience = 1_000;

/** Does something, and says so in a notification when it takes more than a second. */
export async function withSlowProgress<T>(title: string, work: Promise<T>): Promise<T> {
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
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () => done);
  }, patience);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
