import * as vscode from 'vscode';
import type { Transition, WorkflowGraph } from '../runtime/model/graph.ts';
import {
  editStateCondition,
  editTransitionCondition,
  toggleStateBreakpoint,
  toggleTransitionBreakpoint,
} from './breakpoints.ts';
import { type Arrival, ask } from './debugRequests.ts';
import { transitionAt } from './drawnTransition.ts';
import type { GraphPanel } from './graphPanel.ts';
import { endName, type Place, placesOf, readPlace } from './place.ts';
import type { Sessions } from './sessions.ts';
import type { StateDocuments } from './stateDocuments.ts';
import { tell } from './toast.ts';

type Spot = Exclude<Place, { readonly type: 'step' }>;

/**
 * Commands on a state, a transition or a step: from the context menus of the graph and the timeline, and from the
 * palette, where they ask which is meant.
 */
export function registerPlaceCommands(
  panel: GraphPanel,
  sessions: Sessions,
  states: StateDocuments,
): vscode.Disposable {
  const register = (
    command: string,
    act: (context: unknown) => Promise<unknown> | unknown,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (context?: unknown) => {
      try {
        await act(context);
      } catch (error) {
        void tell((error as Error).message);
      }
    });
  const onSpot = (
    command: string,
    verb: string,
    act: (spot: Spot) => Promise<unknown> | unknown,
  ): vscode.Disposable =>
    register(command, async (context) => {
      const given = readPlace(context);
      const spot = given === null ? await chooseSpot(verb) : given;
      if (spot !== null && spot.type !== 'step') await act(spot);
    });
  const onStep = (command: string, act: (k: number) => Promise<unknown>): vscode.Disposable =>
    register(command, async (context) => {
      const given = readPlace(context);
      const k = given?.type === 'step' ? given.k : await chooseStep(vscode.l10n.t('A step of the run'));
      if (k !== null) await act(k);
    });

  async function chooseSpot(verb: string): Promise<Spot | null> {
    const { graph } = panel;
    if (graph === null)
      throw new Error(vscode.l10n.t('Open the state graph first: Backstep: Show State Graph.'));
    const items = [...placesOf(graph), ...panel.children.flatMap((child) => placesOf(child, 'inside'))];
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('{0} which state or transition?', verb),
      matchOnDescription: true,
    });
    return chosen === undefined || chosen.place.type === 'step' ? null : chosen.place;
  }

  async function chooseStep(prompt: string): Promise<number | null> {
    const { head, seq } = positionOf(sessions);
    const text = await vscode.window.showInputBox({
      prompt: vscode.l10n.t('{0}, 0 for the start to {1}', prompt, head),
      value: String(seq),
      validateInput: (typed) =>
        /^\d+$/.test(typed.trim()) && Number(typed) <= head
          ? null
          : vscode.l10n.t('Give a whole number from 0 to {0}.', head),
    });
    return text === undefined ? null : Number(text);
  }

  /** The last position before this one at which a state was entered, or a transition taken. */
  async function lastTime(spot: Spot): Promise<number> {
    const session = sessionOf(sessions);
    const before = positionOf(sessions).seq;
    const { k } = await ask(session, 'backstep/find', { ...arrivalOf(spot), before });
    if (k !== null) return k;
    throw new Error(vscode.l10n.t('The run has not been at {0} before step {1}.', wordsOf(spot), before));
  }

  return vscode.Disposable.from(
    onSpot('backstep.runToHere', vscode.l10n.t('Run to'), (spot) =>
      ask(sessionOf(sessions), 'backstep/runTo', arrivalOf(spot)),
    ),
    onSpot('backstep.lastTimeHere', vscode.l10n.t('Go to the last time at'), async (spot) =>
      ask(sessionOf(sessions), 'backstep/travel', { k: await lastTime(spot) }),
    ),
    onSpot('backstep.runOnFromHere', vscode.l10n.t('Run on from the last time at'), async (spot) => {
      const session = sessionOf(sessions);
      const standing =
        spot.type === 'state' && spot.owner === null && positionOf(sessions).state === spot.state;
      const k = standing ? positionOf(sessions).seq : await lastTime(spot);
      await ask(session, 'backstep/travel', { k, runOn: true });
    }),
    onSpot('backstep.goToHere', vscode.l10n.t('Jump without running to'), (spot) =>
      jump(sessionOf(sessions), panel, spot),
    ),
    onSpot('backstep.showChildHere', vscode.l10n.t('Show the child workflow of'), (spot) =>
      showChild(panel, spot),
    ),
    onSpot('backstep.showCodeHere', vscode.l10n.t('Show the code of'), (spot) => panel.revealSpot(spot)),
    onSpot('backstep.toggleBreakpointHere', vscode.l10n.t('Toggle the breakpoint of'), (spot) =>
      atSpot(panel, spot, toggleStateBreakpoint, toggleTransitionBreakpoint),
    ),
    onSpot('backstep.editBreakpointHere', vscode.l10n.t('Edit the breakpoint of'), (spot) =>
      atSpot(panel, spot, editStateCondition, editTransitionCondition),
    ),
    onStep('backstep.goToStep', (k) => ask(sessionOf(sessions), 'backstep/travel', { k })),
    onStep('backstep.runOnFromStep', (k) => ask(sessionOf(sessions), 'backstep/travel', { k, runOn: true })),
    onStep('backstep.showSession', (k) => states.open(k)),
    onStep('backstep.compareSession', async (k) => {
      const { seq } = positionOf(sessions);
      const other = k === seq ? await chooseStep(vscode.l10n.t('Compare with step')) : seq;
      if (other !== null) await states.compare(k, other);
    }),
  );
}

function sessionOf({ session }: Sessions): vscode.DebugSession {
  if (session === null)
    throw new Error(vscode.l10n.t('No workflow is being debugged: start one, or replay a run.'));
  return session;
}

function positionOf({ position }: Sessions): NonNullable<Sessions['position']> {
  if (position === null)
    throw new Error(vscode.l10n.t('No workflow is being debugged: start one, or replay a run.'));
  return position;
}

/** Puts the run at a state as it is, by the debugger's own Jump to Cursor. */
async function jump(session: vscode.DebugSession, { graph }: GraphPanel, spot: Spot): Promise<void> {
  const to = spot.type === 'state' ? spot.state : spot.to;
  if ((spot.type === 'state' ? spot.owner : spot.child) !== null)
    throw new Error(vscode.l10n.t('A child workflow cannot be put at {0}: run to it instead.', endName(to)));
  const state = graph?.states.find(({ id }) => id === to);
  if (state === undefined)
    throw new Error(vscode.l10n.t('The run cannot be put at {0}: choose a state.', endName(to)));
  const place = { source: { path: state.file }, line: state.line };
  const { targets } = (await session.customRequest('gotoTargets', place)) as {
    readonly targets: readonly { readonly id: number }[];
  };
  const [target] = targets;
  if (target === undefined)
    throw new Error(vscode.l10n.t('No step handles {0} in the code that runs: nothing to jump to.', to));
  const thread = vscode.debug.activeStackItem?.threadId ?? 1;
  await session.customRequest('goto', { threadId: thread, targetId: target.id });
}

/** Turns the panel to the workflow that a transition runs as its child. */
function showChild(panel: GraphPanel, spot: Spot): void {
  const { graph } = panel;
  const [child] = (graph?.transitions ?? []).flatMap(({ from, to, line, child }) => {
    const isMeant =
      spot.type === 'state'
        ? from === spot.state
        : from === spot.from && to === spot.to && line === spot.line;
    return isMeant && child !== undefined ? [child] : [];
  });
  if (graph === null || child === undefined)
    throw new Error(vscode.l10n.t('{0} runs no child workflow.', wordsOf(spot)));
  panel.show({ file: child.file ?? graph.file, workflow: child.workflow });
}

async function atSpot(
  panel: GraphPanel,
  spot: Spot,
  onState: (graph: WorkflowGraph, state: string) => Promise<void> | void,
  onTransition: (graph: WorkflowGraph, transition: Transition) => Promise<void>,
): Promise<void> {
  if (spot.type === 'state') {
    const graph = panel.graphOf(spot.owner);
    if (graph !== null) await onState(graph, spot.state);
    return;
  }
  const drawn = transitionAt(panel.graphs, spot);
  if (drawn !== null) await onTransition(drawn.graph, drawn.transition);
}

function arrivalOf(spot: Spot): Arrival {
  if (spot.type === 'state') {
    const { state, owner } = spot;
    return { to: state, ...(owner === null ? {} : { workflow: owner.workflow }) };
  }
  const { to, from, child } = spot;
  return { to, from, ...(child === null ? {} : { workflow: child }) };
}

function wordsOf(spot: Spot): string {
  return spot.type === 'state' ? spot.state : `${spot.from} → ${endName(spot.to)}`;
}
