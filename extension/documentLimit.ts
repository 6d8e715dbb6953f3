import * as vscode from 'vscode';

/** Characters that an editor still takes from an extension with ease; VS Code refuses those above 50 million. */
export const largestDocument = 20_000_000;

/** @throws Error where the text is too large for an editor, with where its parts are to be seen */
export function assertFitsEditor(text: string): string {
  if (text.length <= largestDocument) return text;
  throw new Error(
    vscode.l10n.t(
      'It has {0} million characters, more than an editor can take: the Variables view shows its parts, and the page of the recording saves all of it.',
      Math.ceil(text.length / 1e6),
    ),
  );
}
