import type { Problem } from '../runtime/model/graph.ts';
import type { Heat } from '../runtime/model/heat.ts';
import type { PositionBody, ToWebview, ViewAction } from '../runtime/model/protocol.ts';
import { createAnnouncer, describePosition } from './announcer.ts';
import { createBanner } from './banner.ts';
import type { Editor } from './editor.ts';
import { html } from './element.ts';
import { createEmptyState } from './emptyState.ts';
import { type Figures, figuresOf, layoutEdges, layoutNodes } from './figure.ts';
import { createFind } from './find.ts';
import { currentFonts } from './font.ts';
import type { Arrangement, Point } from './geometry.ts';
import { createHeader } from './header.ts';
import { createHover } from './hover.ts';
import { connectInput } from './input.ts';
import { visible } from './label.ts';
import { createLayouter } from './layouter.ts';
import { type Breakpoints, type Marks, marksOf, positionIn, undrawn } from './marks.ts';
import { createMinimap } from './minimap.ts';
import { createPicture } from './picture.ts';
import { type Plan, planOf } from './plan.ts';
import { createRunView } from './runView.ts';
import { createViewport } from './viewport.ts';
import { counted } from './words.ts';

type GraphMessage = Extract<ToWebview, { readonly type: 'graph' }>;

/** A graph that a layout is being made for. */
interface Draft {
  readonly id: number;
  readonly plan: Plan;
  readonly figures: Figures;
  /** Sizes and connections: graphs that agree in these are arranged alike. */
  readonly signature: string;
}

/** Room kept between the current state and the border of the view, in pixels. */
const followMargin = 48;
/** After somebody moved the view by hand it stays where it is for so long. */
const handsOff = 4000;
/** Below this scale a graph that is fitted whole cannot be read: then it begins at its start instead. */
const readable = 0.5;
const keepAfter = 300;

/** The whole view: it takes messages, keeps the newest of each, and has the picture show them. */
export function createGraphView(
  body: HTMLElement,
  layoutScript: string,
  editor: Editor,
): { receive(message: ToWebview): void } {
  let message: GraphMessage | null = null;
  let position: PositionBody | null = null;
  let breakpoints: Breakpoints = { states: [], lines: [] };
  let plan: Plan | null = null;
  let draft: Draft | null = null;
  let marks: Marks | null = null;
  let fonts = currentFonts();
  let extras = '[]';
  let settled: { readonly signature: string; readonly arrangement: Arrangement } | null = null;
  let jobs = 0;
  let wantedView = editor.kept()?.view ?? null;
  let keeping = 0;
  let followed: string | null = null;
  /** Asked for; the sums come a little later. */
  let heated = false;
  let heat: Heat | null = null;

  const stage = html('div', { class: 'stage' });
  const picture = createPicture();
  const viewport = createViewport(
    stage,
    picture.element,
    () => {
      header.zoom(viewport.view.zoom);
      stage.classList.toggle('far', viewport.view.zoom < 0.45);
      stage.classList.toggle('very-far', viewport.view.zoom < 0.2);
      hover.moved();
      minimap.viewMoved();
      keepSoon();
    },
    () => {
      // What stood at the border may be out of sight now.
      followed = null;
      follow();
    },
  );
  const hover = createHover(stage);
  const minimap = createMinimap(picture, viewport);
  const announcer = createAnnouncer();
  const place = createBanner('place');
  const reason = createBanner('reason');
  const warmth = createBanner('heat');
  const empty = createEmptyState();
  const input = connectInput({
    stage,
    picture,
    viewport,
    hover,
    marks: () => marks,
    plan: () => plan,
    post: editor.post,
    say: announcer.say,
    act,
  });
  const find = createFind({
    search(words) {
      const wanted = words.toLowerCase();
      const nodes = [...picture.nodes.values()].filter(({ node }) => node.kind === 'state');
      return nodes
        .filter(({ node }) => `${node.id}\n${node.state?.handler ?? ''}`.toLowerCase().includes(wanted))
        .sort((one, other) => one.box.y - other.box.y || one.box.x - other.box.x)
        .map(({ node }) => node.key);
    },
    show(matches, current) {
      const found = new Set(matches);
      for (const [key, { element }] of picture.nodes) {
        if (found.has(key)) element.dataset['match'] = key === current ? 'current' : 'other';
        else delete element.dataset['match'];
      }
      const box = current === null ? null : picture.nodes.get(current)?.box;
      if (box) viewport.glideTo(viewport.showing(box, followMargin * 2));
      minimap.pictureChanged();
    },
    closed: (current) => input.focus(current),
  });
  const header = createHeader({
    choose: (workflow) => editor.post({ type: 'choose', workflow }),
    find: () => find.open(),
    zoomIn: () => viewport.zoomBy(1.25),
    zoomOut: () => viewport.zoomBy(0.8),
    fit: () => viewport.fit(picture.bounds, 'glide'),
    heat: () => act('toggleHeat'),
    showProblem() {
      const first = firstProblem(message?.graph?.problems ?? []);
      if (first)
        editor.post({
          type: 'reveal',
          file: first.file,
          line: first.line,
          column: first.column,
          beside: false,
        });
    },
  });
  const layouter = createLayouter(layoutScript, {
    arranged: (id, arrangement) => arranged(id, arrangement),
    failed(text) {
      editor.post({ type: 'layoutFailed', message: text });
      layoutTrouble = `The layout failed, so the graph is drawn plainly: ${text}`;
    },
  });
  let layoutTrouble: string | null = null;

  // Banners lie over the picture: where they took room from it, it would be fitted anew whenever one comes or goes.
  const banners = html('div', { class: 'banners' }, place.element, reason.element, warmth.element);
  const run = createRunView({
    post: editor.post,
    spent: remark,
    detailsToggled: keepSoon,
  });
  stage.append(picture.element, empty.element, find.element, minimap.element, banners, hover.element);
  body.append(header.element, stage, ...run.elements, announcer.element);
  const kept = editor.kept();
  if (kept?.details) run.toggleDetails();
  if (kept?.graph) takeGraph(kept.graph);
  watchFonts();

  return {
    receive(next) {
      switch (next.type) {
        case 'graph':
          takeGraph(next);
          break;
        case 'position':
          position = next.position;
          takePosition();
          break;
        case 'breakpoints':
          breakpoints = next;
          remark();
          break;
        case 'history':
        case 'step':
        case 'values':
          run.receive(next);
          break;
        case 'heat':
          heated &&= next.heat !== null;
          heat = heated ? next.heat : null;
          showHeat();
          break;
        case 'do':
          act(next.action);
          break;
        default:
          next satisfies never;
      }
    },
  };

  function act(action: ViewAction): void {
    switch (action) {
      case 'find':
        find.open();
        return;
      case 'fit':
        viewport.fit(picture.bounds, 'glide');
        return;
      case 'zoomIn':
        viewport.zoomBy(1.25);
        return;
      case 'zoomOut':
        viewport.zoomBy(0.8);
        return;
      case 'focusGraph':
        input.focus(marks?.current ?? null);
        return;
      case 'focusTimeline':
        run.focusTimeline();
        return;
      case 'toggleDetails':
        run.toggleDetails();
        return;
      case 'toggleHeat':
        heated = !heated;
        heat = null;
        if (heated) editor.post({ type: 'heat' });
        showHeat();
        return;
      default:
        action satisfies never;
    }
  }

  function takeGraph(next: GraphMessage): void {
    const before = message?.graph ?? null;
    const graph = next.graph ?? before;
    // Another workflow is another picture: nothing of the old one is to glide into it.
    if (before && graph && identity(before) !== identity(graph)) {
      picture.clear();
      plan = null;
      followed = null;
      wantedView = null;
      heat = null;
      if (heated) editor.post({ type: 'heat' });
    }
    message = { ...next, graph };
    header.graph(graph, next.workflows);
    showReason();
    if (next.graph || !graph) replan();
    keepSoon();
  }

  function takePosition(): void {
    header.step(position?.mode === 'live' ? position.seq : null);
    header.running(position?.running ?? false);
    announcer.position(position);
    showPlace();
    const graph = message?.graph;
    const lookedBack = body.classList.contains('looking-back');
    const looksBack = body.classList.toggle('looking-back', position !== null && position.mode !== 'live');
    if (looksBack !== lookedBack) run.recolour();
    run.position(graph ? positionIn(graph, position) : null);
    // Only a transition that the picture lacks asks for a new layout; all else is paint.
    if (graph && JSON.stringify(undrawn(graph, position)) !== extras) replan();
    follow();
  }

  function replan(): void {
    const graph = message?.graph;
    if (!graph || graph.states.length === 0) {
      draft = null;
      plan = null;
      picture.clear();
      return;
    }
    const observed = undrawn(graph, position);
    extras = JSON.stringify(observed);
    const next = planOf(graph, observed);
    const figures = figuresOf(next, fonts);
    const nodes = layoutNodes(next, figures);
    const edges = layoutEdges(next, figures);
    const signature = JSON.stringify([nodes, edges]);
    draft = { id: ++jobs, plan: next, figures, signature };
    stage.classList.toggle('waiting', picture.nodes.size === 0);
    // Most of what is typed moves lines and nothing else.
    if (settled?.signature === signature) {
      arranged(draft.id, settled.arrangement);
      return;
    }
    layoutTrouble = null;
    layouter.arrange({ id: draft.id, nodes, edges });
  }

  function arranged(id: number, arrangement: Arrangement): void {
    if (!draft || draft.id !== id) return;
    const first = picture.nodes.size === 0;
    const unchanged = settled?.arrangement === arrangement && !first;
    const moved = picture.draw(draft.plan, draft.figures, arrangement);
    settled = layoutTrouble === null ? { signature: draft.signature, arrangement } : null;
    plan = draft.plan;
    draft = null;
    stage.classList.remove('waiting');
    stage.classList.toggle('large', plan.nodes.length > 250);
    remark();
    showReason();
    input.redrawn();
    if (first) firstView();
    else if (!unchanged) keepView(moved);
    follow();
    stage.dataset['arranged'] = String(id);
  }

  /** What stayed in the graph stays where it is on the screen; a view of all of it goes on to show all of it. */
  function keepView(moved: Point): void {
    const { view, touched, fitted } = viewport;
    viewport.set({ ...view, x: view.x - moved.x * view.zoom, y: view.y - moved.y * view.zoom }, touched);
    if (fitted) viewport.fit(picture.bounds, 'glide');
  }

  /** The kept view, or all of the graph, or where a graph too large to read begins. */
  function firstView(): void {
    if (wantedView) {
      viewport.set(wantedView, true);
      wantedView = null;
      return;
    }
    viewport.fit(picture.bounds, 'jump');
    if (viewport.view.zoom >= readable) return;
    const start = picture.nodes.get(marks?.current ?? '#start') ?? [...picture.nodes.values()][0];
    if (!start) return;
    const zoom = 0.85;
    const { x, y, width } = start.box;
    viewport.set({ x: viewport.width / 2 - (x + width / 2) * zoom, y: 40 - y * zoom, zoom }, false);
  }

  function remark(): void {
    if (!plan) return;
    marks = marksOf(plan, position, breakpoints, run.spendings, heatShown());
    picture.mark(marks);
    picture.element.classList.toggle('looking-back', position !== null && position.mode !== 'live');
    minimap.pictureChanged();
  }

  /** Keeps the current state in sight, unless somebody is looking around. */
  function follow(): void {
    const current = marks?.current ?? null;
    const stood = followed;
    followed = current;
    if (current === null || current === stood || viewport.restingFor < handsOff) return;
    const box = picture.nodes.get(current)?.box;
    if (!box) return;
    const to = viewport.showing(box, followMargin);
    if (Math.hypot(to.x - viewport.view.x, to.y - viewport.view.y) > 1) viewport.glideTo(to);
  }

  function showPlace(): void {
    if (position && message?.graph && !positionIn(message.graph, position)) {
      place.show(`The debug session runs ${visible(position.workflow, 80)}`, 'play');
      return;
    }
    if (position) place.element.dataset['mode'] = position.mode;
    place.show(position && describePosition(position), position?.mode === 'forking' ? 'branch' : 'history');
  }

  /** The sums, if they are those of the workflow that is drawn. */
  function heatShown(): Heat | null {
    return heat !== null && heat.workflow === message?.graph?.name ? heat : null;
  }

  function showHeat(): void {
    header.heated(heated);
    remark();
    const shown = heatShown();
    if (!shown) warmth.show(heated ? 'Adding up all runs…' : null, 'heat');
    else warmth.show(describeHeat(shown), 'heat');
    if (shown) announcer.say(describeHeat(shown));
  }

  function showReason(): void {
    const graph = message?.graph;
    const text = message?.reason ?? null;
    const drawn = graph !== null && graph !== undefined && graph.states.length > 0;
    reason.show(drawn ? (text !== null ? visible(text, 600) : layoutTrouble) : null, 'warning');
    empty.show(drawn || !message ? null : emptyMessage(graph?.name ?? null, text));
  }

  function keepSoon(): void {
    clearTimeout(keeping);
    keeping = setTimeout(() => {
      const view = viewport.touched ? viewport.view : null;
      editor.keep({ version: 1, graph: message?.graph ? message : null, view, details: run.detailsOpen });
    }, keepAfter);
  }

  /** VS Code writes its settings into the style of the page: another font asks for another layout. */
  function watchFonts(): void {
    new MutationObserver(() => {
      minimap.pictureChanged();
      run.recolour();
      const now = currentFonts();
      if (now.key === fonts.key) return;
      fonts = now;
      replan();
    }).observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  }
}

function identity({ file, name }: { readonly file: string; readonly name: string }): string {
  return JSON.stringify([file, name]);
}

function describeHeat({ runs, omitted }: Heat): string {
  const left = omitted > 0 ? `, ${omitted.toLocaleString('en')} left out` : '';
  return `${counted(runs, 'run')}${left}: longer bars took more time, wider edges were taken more often, pale is never visited`;
}

function firstProblem(problems: readonly Problem[]): Problem | undefined {
  for (const severity of ['error', 'warning', 'information']) {
    const found = problems.find((problem) => problem.severity === severity);
    if (found) return found;
  }
  return undefined;
}

function emptyMessage(workflow: string | null, reason: string | null): { title: string; reason: string } {
  if (workflow !== null) {
    return {
      title: `${visible(workflow, 80)} has no states yet`,
      reason: reason ?? 'Name the states in an enum, and decorate a method with @step for each.',
    };
  }
  return {
    title: 'No state graph to show',
    reason: reason ?? 'Open a TypeScript file with a class that is decorated @workflow.',
  };
}
