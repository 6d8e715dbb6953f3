import * as vscode from 'vscode';

/** What a page needs to speak the reader's language. */
export interface PageTexts {
  readonly language: string;
  /** Its texts in that language, by those in English; empty in English. */
  readonly words: Readonly<Record<string, string>>;
}

/** The texts of VS Code's display language, as far as Backstep is translated into it. */
export function pageTexts(): PageTexts {
  const words = vscode.l10n.bundle;
  return words === undefined ? { language: 'en', words: {} } : { language: vscode.env.language, words };
}

/** The words as the text of an attribute, which the page's script reads as JSON. */
export function attributeOf({ words }: PageTexts): string {
  return JSON.stringify(words).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
