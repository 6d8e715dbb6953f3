import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import type { ToWebview } from '../../runtime/model/pageProtocol.ts';
import { longGraph } from '../webview/graphs.ts';
import { startWorkbench, type Webview } from '../webview/harness.ts';
import { report } from './figure.ts';

/** From the message with the graph to its arrangement on the page, and to the end of the frame that shows it. */
interface Wait {
  readonly arranged: number;
  readonly painted: number;
}

/** The nodes' glide to new places, and the view's, are over by then. */
const calm = 500;

const workbench = await startWorkbench();
try {
  await layouts(100, { cold: 9, warm: 20 });
  await layouts(1000, { cold: 5, warm: 5 });
  await moving(1000, 180);
  await moving(5000, 60);
} finally {
  await workbench.close();
}

/**
 * Cold: the graph comes as soon as its page has loaded, when the worker has hardly begun to read its script.
 * Warm: on a page that shows the graph, after an edit that adds a transition.
 */
async function layouts(size: number, rounds: { readonly cold: number; readonly warm: number }) {
  const graph = longGraph(size);
  const states = `${size.toLocaleString('en')} states`;
  const cold: Wait[] = [];
  for (let round = 0; round < rounds.cold; round++) {
    await onPage(async (webview) => {
      cold.push(await arrange(webview, graph));
    });
  }
  reportWaits(`cold layout of ${states}`, cold);

  const warm: Wait[] = [];
  await onPage(async (webview) => {
    await arrange(webview, graph);
    for (let round = 0; round < rounds.warm; round++) {
      await webview.page.waitForTimeout(calm);
      warm.push(await arrange(webview, edited(graph, round)));
    }
  });
  reportWaits(`warm layout of ${states}`, warm);
}

/** Times from frame to frame while every frame moves the view: close enough to read, with all nodes in sight, between the two. */
async function moving(size: number, frames: number): Promise<void> {
  const graph = longGraph(size);
  const nodes = `${size.toLocaleString('en')} nodes`;
  await onPage(async (webview) => {
    await arrange(webview, graph);
    await webview.page.waitForTimeout(calm);
    report(`frame while panning ${nodes}, at reading size`, 'ms', await move(webview, frames, 'pan'));
    report(`frame while zooming ${nodes}, around reading size`, 'ms', await move(webview, frames, 'zoom'));
    await webview.page.keyboard.press('0');
    await webview.page.waitForTimeout(calm);
    report(`frame while panning ${nodes}, all in sight`, 'ms', await move(webview, frames, 'pan'));
    report(`frame while zooming ${nodes}, from all in sight`, 'ms', await move(webview, frames, 'zoom'));
  });
}

function reportWaits(name: string, waits: readonly Wait[]): void {
  const of = (key: keyof Wait) => waits.map((wait) => wait[key]);
  report(name, 'ms', of('arranged'));
  report(`${name}, and painted`, 'ms', of('painted'));
}

async function onPage(work: (webview: Webview) => Promise<void>): Promise<void> {
  const webview = await workbench.open({ reducedMotion: false });
  try {
    await work(webview);
    const failed = (await webview.posted()).find(({ type }) => type === 'layoutFailed');
    // The plain arrangement that stands in for a failed layout is fast: its time must not count as the layout's.
    if (failed || webview.complaints.length > 0)
      throw new Error(
        `page-failed: there is no figure to trust, since the page said ${JSON.stringify([failed, ...webview.complaints])}.`,
      );
  } finally {
    await webview.close();
  }
}

function arrange(webview: Webview, graph: WorkflowGraph): Promise<Wait> {
  const message: ToWebview = { type: 'graph', graph, reason: null, workflows: [graph.name] };
  return webview.page.evaluate(
    (data) =>
      new Promise<Wait>((resolve, reject) => {
        const stage = document.querySelector('.stage');
        if (!stage) return void reject(new Error('The page has no stage to draw on.'));
        let began = 0;
        const observer = new MutationObserver(() => {
          const arranged = performance.now() - began;
          observer.disconnect();
          // A task that a frame begins runs when that frame is painted.
          requestAnimationFrame(() =>
            setTimeout(() => resolve({ arranged, painted: performance.now() - began })),
          );
        });
        observer.observe(stage, { attributes: true, attributeFilter: ['data-arranged'] });
        began = performance.now();
        window.postMessage(data, '*');
      }),
    message,
  );
}

/** Milliseconds between frames, one wheel event in each. */
function move({ page }: Webview, frames: number, how: 'pan' | 'zoom'): Promise<number[]> {
  return page.locator('.stage').evaluate(
    (stage, { count, zooms }) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const next = (time: number) => {
          times.push(time);
          if (times.length > count)
            return resolve(times.slice(1).map((at, index) => at - (times[index] ?? at)));
          // There and back again, so that the picture never leaves the view.
          const way = times.length % 60 < 30 ? 1 : -1;
          const event = zooms
            ? { deltaY: way * 5, ctrlKey: true, clientX: 450, clientY: 400 }
            : { deltaX: way * 5, deltaY: way * 25 };
          stage.dispatchEvent(new WheelEvent('wheel', { ...event, cancelable: true }));
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    { count: frames, zooms: how === 'zoom' },
  );
}

/** The graph with one more transition, a different one in each round. */
function edited(graph: WorkflowGraph, round: number): WorkflowGraph {
  const [from, to] = [graph.states[10 + round * 3], graph.states[16 + round * 4]];
  const [like] = graph.transitions;
  if (!from || !to || !like) throw new Error(`No edit ${round} in a graph of ${graph.states.length} states.`);
  return { ...graph, transitions: [...graph.transitions, { ...like, from: from.id, to: to.id }] };
}
