import type * as vscode from 'vscode';
import type { Json, Path } from '../runtime/language/json.ts';
import type { Decision } from '../runtime/model/asked.ts';
import type {
  HistoryPage,
  SessionTypeBody,
  StateAt,
  StepDetails,
  ValueChanges,
  ValueHistory,
  WaitsBody,
} from '../runtime/model/history.ts';
import type { Call } from '../runtime/model/run.ts';

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
  readonly 'backstep/decide': {
    readonly args: Decision & { readonly id: number };
    readonly answer: unknown;
  };
  readonly 'backstep/signal': {
    readonly args: { readonly name: string; readonly payload: Json };
    readonly answer: unknown;
  };
  readonly 'backstep/travel': {
    readonly args: { readonly k: number; readonly runOn?: boolean };
    readonly answer: unknown;
  };
  readonly 'backstep/history': { readonly args: { readonly from: number }; readonly answer: HistoryPage };
  readonly 'backstep/step': { readonly args: { readonly k: number }; readonly answer: StepDetails };
  readonly 'backstep/state': {
    readonly args: { readonly k: number; readonly branch?: string };
    readonly answer: StateAt;
  };
  readonly 'backstep/sessionType': {
    readonly args: Readonly<Record<string, never>>;
    readonly answer: SessionTypeBody;
  };
  readonly 'backstep/values': {
    readonly args: { readonly path: Path; readonly branch?: string; readonly k?: number };
    readonly answer: ValueHistory;
  };
  readonly 'backstep/call': {
    readonly args: { readonly k: number; readonly index: number };
    readonly answer: Call;
  };
  readonly 'backstep/find': {
    readonly args: Arrival & { readonly before?: number };
    readonly answer: { readonly k: number | null };
  };
  readonly 'backstep/runTo': {
    readonly args: Arrival;
    readonly answer: unknown;
  };
  readonly 'backstep/edit': {
    readonly args: { readonly target: 'session' | 'data'; readonly value: Json };
    readonly answer: unknown;
  };
  readonly 'backstep/answer': {
    readonly args: { readonly k: number; readonly index: number; readonly value: Json };
    readonly answer: unknown;
  };
  readonly 'backstep/codeAttached': {
    /** Why it could not be attached; left out when it is. */
    readonly args: { readonly problem?: string };
    readonly answer: unknown;
  };
  readonly 'backstep/codeDetached': {
    readonly args: Readonly<Record<string, never>>;
    readonly answer: unknown;
  };
}

/** A state that is entered, or a transition that is taken; of a child workflow, where one is named. */
export interface Arrival {
  readonly to: string;
  readonly from?: string;
  readonly workflow?: string;
}

/** @throws Error with the adapter's words when it refuses */
export async function ask<R extends keyof Requests>(
  session: vscode.DebugSession,
  request: R,
  args: Requests[R]['args'],
): Promise<Requests[R]['answer']> {
  return (await session.customRequest(request, args)) as Requests[R]['answer'];
}
