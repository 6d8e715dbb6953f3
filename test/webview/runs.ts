import { addSpending, noSpending, type Spending } from '../../runtime/model/heat.ts';
import type { CallDetails, StepDetails, StepOutline } from '../../runtime/model/history.ts';
import type { FromWebview } from '../../runtime/model/pageProtocol.ts';
import type { PositionBody, Spendings } from '../../runtime/model/position.ts';
import { spendingOfStep } from '../../webview/spending.ts';
import { refinement } from './graphs.ts';
import { show, type Webview } from './harness.ts';
import { afterRounds, positionAfter } from './positions.ts';
import { callOutline, stepOutline } from './steps.ts';

/** The refinement loop after six rounds, and its steps. */
export const walk = afterRounds(6);
export const steps: readonly StepOutline[] = walk.slice(1).map((to, index) => {
  const from = walk[index] as string;
  const line = refinement.transitions.find((edge) => edge.from === from && edge.to === to)?.line ?? null;
  const asks = from === 'REFINED' || from === 'GENERATED';
  return stepOutline(index + 1, from, to, { line, calls: asks ? [callOutline({ tokens: 100 })] : [] });
});

export function standingAt(k: number, changes: Partial<PositionBody> = {}): PositionBody {
  const mode = k === steps.length ? 'live' : 'following';
  const spent = spentBy(steps.slice(0, k));
  return positionAfter(refinement, walk.slice(0, k + 1), { mode, head: steps.length, spent, ...changes });
}

function spentBy(taken: readonly StepOutline[]): Spendings {
  const states = new Map<string, Spending>();
  const edges: Spendings['edges'][number][] = [];
  for (const step of taken) {
    const spending = spendingOfStep(step);
    states.set(step.state, addSpending(states.get(step.state) ?? noSpending, spending));
    edges.push({ from: step.state, to: step.next, line: step.line, spending });
  }
  return { states: Object.fromEntries(states), edges };
}

/** Draws the graph and answers the first page of the history. */
export async function showRun(webview: Webview, position: PositionBody, known = steps): Promise<void> {
  await show(webview, { graph: refinement, reason: null, workflows: [refinement.name] });
  await webview.send({ type: 'position', position });
  await webview.send({
    type: 'history',
    page: { run: position.run, head: position.head, from: 1, steps: known },
  });
  await webview.page.locator(`.strip[data-painted="${known.length}"]`).waitFor();
}

export async function postedOf<Type extends FromWebview['type']>(
  webview: Webview,
  kind: Type,
): Promise<Extract<FromWebview, { readonly type: Type }>[]> {
  const posted = await webview.posted();
  return posted.filter(
    (message): message is Extract<FromWebview, { readonly type: Type }> => message.type === kind,
  );
}

export function detailsOf(k: number, changes: Partial<StepDetails> = {}): StepDetails {
  const { state, next } = steps[k - 1] as StepOutline;
  return {
    run: 'run-1',
    k,
    branch: '',
    state,
    next,
    data: { type: 'whole', value: null },
    returned: { type: 'whole', value: { directive: 'goto', state: next } },
    calls: [],
    changes: [],
    logs: [],
    metrics: [],
    error: null,
    ...changes,
  };
}

export function callDetails(changes: Partial<CallDetails> = {}): CallDetails {
  return {
    ...callOutline(),
    args: [{ type: 'whole', value: 'Say hello.' }],
    answer: { type: 'whole', value: 'Hello.' },
    stream: null,
    error: null,
    inputTokens: null,
    outputTokens: null,
    model: null,
    ...changes,
  };
}
