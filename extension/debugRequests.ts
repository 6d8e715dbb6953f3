import type * as vscode from 'vscode';
import type { Json } from '../runtime/language/json.ts';
import type { ValueChanges, WaitsBody } from '../runtime/model/history.ts';

/** The requests of Backstep's own that commands send to a debug session, and what answers them. */
interface Requests {
  readonly 'backstep/changes': {
    readonly args: { readonly expression: string };
    readonly answer: ValueChanges;
  };
  readonly 'backstep/goToChange': {
    readonly args: { readonly expression: string; readonly direction: 'previous' | 'next' };
    readonly answer: unknown;
  };
  readonly 'backstep/undoEdit': {
    readonly args: Readonly<Record<string, never>>;
    readonly answer: { readonly undone: string };
  };
  readonly 'backstep/waits': {
    readonly args: Readonly<Record<string, never>>;
    readonly answer: WaitsBody;
  };
  readonly 'backstep/signal': {
    readonly args: { readonly name: string; readonly payload: Json };
    readonly answer: unknown;
  };
  readonly 'backstep/travel': { readonly args: { readonly k: number }; readonly answer: unknown };
}

/** @throws Error with the adapter's words when it refuses */
export async function ask<R extends keyof Requests>(
  session: vscode.DebugSession,
  request: R,
  args: Requests[R]['args'],
): Promise<Requests[R]['answer']> {
  return (await session.customRequest(request, args)) as Requests[R]['answer'];
}
