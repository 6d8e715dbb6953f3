import * as vscode from 'vscode';
import type { PositionBody } from '../runtime/model/position.ts';
import { readPosition } from './position.ts';

export const debugType = 'backstep';

/** Where each Backstep debug session stands, and which of them the user is looking at. */
export class Sessions implements vscode.Disposable {
  readonly #positions = new Map<string, PositionBody | null>();
  readonly #recordings = new Map<string, string>();
  readonly #sessions = new Map<string, vscode.DebugSession>();
  readonly #changed = new vscode.EventEmitter<PositionBody | null>();
  readonly #disposables: vscode.Disposable[];
  #current: string | null = null;

  /** Fires with the current session's position; null when no session is left. */
  readonly onDidChange = this.#changed.event;

  constructor(log: vscode.LogOutputChannel) {
    this.#disposables = [
      this.#changed,
      vscode.debug.onDidStartDebugSession((session) => {
        if (session.type !== debugType) return;
        this.#sessions.set(session.id, session);
        const replay: unknown = session.configuration['replay'];
        if (typeof replay === 'string') this.#recordings.set(session.id, replay);
        this.#move(session.id, this.#positions.get(session.id) ?? null);
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        this.#recordings.delete(session.id);
        this.#sessions.delete(session.id);
        if (!this.#positions.delete(session.id) || this.#current !== session.id) return;
        this.#current = [...this.#positions.keys()].at(-1) ?? null;
        this.#changed.fire(this.position);
      }),
      vscode.debug.onDidChangeActiveDebugSession((session) => {
        const own = ownSession(session);
        if (own === undefined || !this.#positions.has(own.id) || own.id === this.#current) return;
        this.#current = own.id;
        this.#changed.fire(this.position);
      }),
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session.type !== debugType || event !== 'backstep/position') return;
        const position = readPosition(body);
        if (position === null) log.warn(`A position that is not one: ${JSON.stringify(body)}`);
        else this.#move(session.id, position);
      }),
    ];
  }

  /** Whether a Backstep session runs. */
  get active(): boolean {
    return this.#current !== null;
  }

  get position(): PositionBody | null {
    return this.#current === null ? null : (this.#positions.get(this.#current) ?? null);
  }

  /** The session that the user is looking at. */
  get session(): vscode.DebugSession | null {
    return this.#current === null ? null : (this.#sessions.get(this.#current) ?? null);
  }

  /** Path of the recording that the current session replays; null when it runs code. */
  get recording(): string | null {
    return this.#current === null ? null : (this.#recordings.get(this.#current) ?? null);
  }

  /** The session that replays a recording; null while none does. */
  get replaying(): vscode.DebugSession | null {
    const [id] = this.#recordings.keys();
    return (id !== undefined && this.#sessions.get(id)) || null;
  }

  /** The session that stands in a run; null where none does. */
  standingIn(run: string): vscode.DebugSession | null {
    for (const [id, position] of this.#positions)
      if (position?.run === run) return this.#sessions.get(id) ?? null;
    return null;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** A session that moves is the one to look at, unless the user has chosen another of ours. */
  #move(id: string, position: PositionBody | null): void {
    this.#positions.set(id, position);
    const chosen = ownSession(vscode.debug.activeDebugSession);
    if (chosen === undefined || chosen.id === id || !this.#positions.has(chosen.id)) this.#current = id;
    if (this.#current === id) this.#changed.fire(position);
  }
}

/** The Backstep session that a session is or belongs to: a JavaScript debugger attached to its host is its child. */
function ownSession(session: vscode.DebugSession | undefined): vscode.DebugSession | undefined {
  for (let at = session; at !== undefined; at = at.parentSession) if (at.type === debugType) return at;
  return undefined;
}
