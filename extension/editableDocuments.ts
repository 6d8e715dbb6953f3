import * as vscode from 'vscode';
import type { Json, Path } from '../runtime/language/json.ts';
import { ask } from './debugRequests.ts';
import { assertFitsEditor } from './documentLimit.ts';
import { keepFocus } from './keptFocus.ts';
import type { Sessions } from './sessions.ts';
import { asText, beside } from './stateDocuments.ts';
import { tell } from './toast.ts';

export const editScheme = 'backstep-edit';

/** What a document stands for: the session where the debugger stands, or the answer of a call. */
type Subject =
  | { readonly type: 'session' }
  | {
      readonly type: 'answer';
      readonly k: number;
      readonly index: number;
      /** An answer that is a text is edited as one, without quotes and escapes. */
      readonly isText: boolean;
    };

interface Document {
  readonly subject: Subject;
  text: string;
  changedAt: number;
  /** Why it can only be read where the debugger stands; null where it can be edited. */
  refusal: string | null;
  /** What was applied and is being saved. */
  applied?: string;
}

/**
 * Documents whose saving changes the run that is debugged. What is not JSON is refused at the save, as is what the
 * debugger refuses; the document stays as it was typed.
 */
export class EditableDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #documents = new Map<string, Document>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #disposables: vscode.Disposable[];
  readonly onDidChangeFile = this.#changed.event;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerFileSystemProvider(editScheme, this, { isCaseSensitive: true }),
      sessions.onDidChange((position) => {
        if (position !== null && !position.running) void this.#refresh();
      }),
    ];
  }

  async openSession(): Promise<void> {
    const { run } = this.#position();
    const uri = vscode.Uri.from({ scheme: editScheme, path: `/${run}/session.json` });
    const { text, refusal } = await this.#sessionHere();
    this.#documents.set(uri.path, {
      subject: { type: 'session' },
      text: assertFitsEditor(text),
      changedAt: Date.now(),
      refusal,
    });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    await vscode.window.showTextDocument(uri, { viewColumn: beside(), preview: false });
    if (refusal === null) return;
    void tell(vscode.l10n.t('The session can only be read here: {0}.', refusal));
  }

  async openAnswer(k: number, index: number): Promise<void> {
    const { run } = this.#position();
    const { result } = await ask(this.#session(), 'backstep/call', { k, index });
    const value = result.type === 'value' ? result.value : null;
    const isText = typeof value === 'string';
    // What models write is Markdown more often than not, and its lines are wrapped.
    const path = `/${run}/answer of call ${index + 1}, step ${k}.${isText ? 'md' : 'json'}`;
    const uri = vscode.Uri.from({ scheme: editScheme, path });
    this.#documents.set(path, {
      subject: { type: 'answer', k, index, isText },
      text: assertFitsEditor(isText ? value : asText(value)),
      changedAt: Date.now(),
      refusal: null,
    });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    await vscode.window.showTextDocument(uri, { viewColumn: beside(), preview: false });
  }

  /**
   * Applies the text as it was typed, and then saves. What saving makes of the text, such as a new line at its end, stays
   * in the editor.
   *
   * @throws Error with what is wrong with the text, or why the debugger refuses it
   */
  async save(typed: vscode.TextDocument): Promise<void> {
    const document = this.#documentOf(typed.uri);
    const { version } = typed;
    const text = typed.getText();
    await this.#apply(document.subject, text, typed.uri);
    // What was typed in the meantime is applied by its own save.
    if (typed.version === version) document.applied = text;
    try {
      await typed.save();
    } finally {
      delete document.applied;
    }
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { text, changedAt, refusal } = this.#documentOf(uri);
    return {
      type: vscode.FileType.File,
      ctime: changedAt,
      mtime: changedAt,
      size: Buffer.byteLength(text),
      ...(refusal === null ? {} : { permissions: vscode.FilePermission.Readonly }),
    };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return Buffer.from(this.#documentOf(uri).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const document = this.#documentOf(uri);
    const text = document.applied ?? Buffer.from(content).toString();
    try {
      // VS Code's own Save also writes a document that nobody has changed.
      const isNew = document.applied === undefined && text !== document.text;
      if (isNew) await this.#apply(document.subject, text, uri);
    } catch (error) {
      throw vscode.FileSystemError.Unavailable((error as Error).message);
    }
    document.text = text;
    document.changedAt = Date.now();
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #apply(subject: Subject, text: string, uri: vscode.Uri): Promise<void> {
    switch (subject.type) {
      case 'session':
        await ask(this.#session(), 'backstep/edit', { target: 'session', value: parsed(text) });
        return;
      case 'answer': {
        const { k, index, isText } = subject;
        const value = isText ? text : parsed(text);
        const session = this.#session();
        await keepFocus(uri, session, () => ask(session, 'backstep/answer', { k, index, value }));
        return;
      }
      default:
        subject satisfies never;
    }
  }

  /** A document of the session shows where the debugger stands; one that was typed in keeps what was typed. */
  async #refresh(): Promise<void> {
    for (const [path, document] of this.#documents) {
      if (document.subject.type !== 'session') continue;
      const { text, refusal } = await this.#sessionHere().catch(() => document);
      if (text === document.text && refusal === document.refusal) continue;
      document.text = text;
      document.refusal = refusal;
      document.changedAt = Date.now();
      this.#changed.fire([
        { type: vscode.FileChangeType.Changed, uri: vscode.Uri.from({ scheme: editScheme, path }) },
      ]);
    }
  }

  async #sessionHere(): Promise<Pick<Document, 'text' | 'refusal'>> {
    const { session, refusal } = await ask(this.#session(), 'backstep/state', { k: this.#position().seq });
    return { text: asText(session), refusal };
  }

  #documentOf(uri: vscode.Uri): Document {
    const document = this.#documents.get(uri.path);
    if (document === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return document;
  }

  #session(): vscode.DebugSession {
    const { session } = this.#sessions;
    if (session === null)
      throw new Error(vscode.l10n.t('No workflow is being debugged: there is nothing to apply this to.'));
    return session;
  }

  #position(): NonNullable<Sessions['position']> {
    const { position } = this.#sessions;
    if (position === null) throw new Error(vscode.l10n.t('No workflow is being debugged: start one first.'));
    if (position.running) throw new Error(vscode.l10n.t('The workflow is running: pause it first.'));
    return position;
  }
}

/** @throws Error with the place of the mistake */
function parsed(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(vscode.l10n.t('This is not JSON, so nothing was changed: {0}', (error as Error).message));
  }
  const path = tooLargeIn(value, []);
  if (path === null) return value;
  throw new Error(
    vscode.l10n.t(
      'The number at {0} is larger than any that can be stored, so nothing was changed: write it as a string.',
      path.length === 0 ? '/' : path.join('.'),
    ),
  );
}

/** The place of a number that reading has made infinite, such as 1e999; what is sent to the debugger would hold null there. */
function tooLargeIn(value: Json, path: Path): Path | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  const inner = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, part] of inner) {
    const found = tooLargeIn(part, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}
