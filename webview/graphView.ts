import type { Problem, WorkflowGraph } from '../runtime/model/graph.ts';
import type { ToWebview, ViewAction } from '../runtime/model/pageProtocol.ts';
import type { PositionBody } from '../runtime/model/position.ts';
import { createAnnouncer, describePosition } from './announcer.ts';
import { createBanner } from './banner.ts';
import { createCamera } from './camera.ts';
import { createChildren } from './children.ts';
import { createCulling } from './culling.ts';
import { createDrafts, type Drawing } from './drafts.ts';
import type { Editor } from './editor.ts';
import { html } from './element.ts';
import { createEmptyState, emptyMessage } from './emptyState.ts';
import { currentFonts } from './font.ts';
import { createHeader } from './header.ts';
import { createHeatMode } from './heatMode.ts';
import { createHover } from './hover.ts';
import { connectInput } from './input.ts';
import { visible } from './label.ts';
import { type Breakpoints, type Marks, marksOf, positionIn, undrawn } from './marks.ts';
import { createMinimap } from './minimap.ts';
import { createPicture } from './picture.ts';
import { childKey, type Plan, planOf } from './plan.ts';
import { createRunView } from './runView.ts';
import { createStateSearch } from './stateSearch.ts';
import { t } from './text.ts';
import { createViewport } from './viewport.ts';
import { describeWait, takesSignal } from './wait.ts';

type GraphMessage = Extract<ToWebview, { readonly type: 'graph' }>;

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
  let marks: Marks | null = null;
  let fonts = currentFonts();
  let extras = '[]';
  const kept = editor.kept();
  let keeping = 0;
  /** Why a layout is plain, or a child stays closed. */
  let trouble: string | null = null;
  /** What is to have the focus once it is drawn. */
  let focusOn: string | null = null;

  const stage = html('div', { class: 'stage' });
  const picture = createPicture();
  const viewport = createViewport(
    stage,
    picture.element,
    () => {
      header.zoom(viewport.view.zoom);
      stage.classList.toggle('far', viewport.view.zoom < 0.45);
      stage.classList.toggle('very-far', viewport.view.zoom < 0.2);
      thicken(viewport.view.zoom);
      hover.moved();
      minimap.viewMoved();
      culling.viewMoved();
      keepSoon();
    },
    () => camera.resized(),
  );
  const camera = createCamera(picture, viewport, () => marks?.current ?? null, kept?.view ?? null);
  const hover = createHover(stage);
  const minimap = createMinimap(picture, viewport);
  const culling = createCulling(picture, viewport);
  const announcer = createAnnouncer();
  const place = createBanner('place');
  const wait = createBanner('wait', {
    text: t('Send Signal…'),
    title: t('Send what the run waits for'),
    act: () => editor.post({ type: 'sendSignal' }),
  });
  const reason = createBanner('reason');
  const heat = createHeatMode(() => editor.post({ type: 'heat' }), announcer.say);
  const children = createChildren(kept?.children ?? null, editor.post);
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
    toggleChild,
  });
  const find = createStateSearch(picture, viewport, minimap, (current) => input.focus(current));
  const header = createHeader({
    choose: (workflow) => editor.post({ type: 'choose', workflow }),
    find: () => find.open(),
    zoomIn: () => viewport.zoomBy(1.25),
    zoomOut: () => viewport.zoomBy(0.8),
    fit: () => viewport.fit(picture.bounds, 'glide'),
    heat: () => act('toggleHeat'),
    showProblem({ file, line, column }: Problem) {
      editor.post({ type: 'reveal', file, line, column, beside: false });
    },
  });
  const drafts = createDrafts(layoutScript, kept?.settled ?? null, drawn, (text) =>
    editor.post({ type: 'layoutFailed', message: text }),
  );

  // Banners lie over the picture: where they took room from it, it would be fitted anew whenever one comes or goes.
  const banners = html('div', { class: 'banners' }, place.element, wait.element, reason.element);
  const run = createRunView(
    { post: editor.post, detailsToggled: tellLeftOpen, detailsResized: keepSoon },
    kept?.detailsShare ?? null,
  );
  const above = [find.element, minimap.element, banners, heat.element, hover.element];
  stage.append(picture.element, empty.element, ...above);
  body.append(header.element, stage, ...run.elements, announcer.element);
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
        case 'family':
        case 'stream':
          run.receive(next);
          break;
        case 'heat':
          heat.take(next.heat);
          showHeat();
          break;
        case 'child':
          takeChild(next);
          break;
        case 'leftOpen':
          children.reopen(next.children);
          if (next.details !== run.detailsOpen) run.toggleDetails();
          replan();
          break;
        case 'toggleChild': {
          const key = plan && childKey(plan, next.child);
          if (key !== null) toggleChild(key);
          break;
        }
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
      case 'fitTimeline':
      case 'zoomInTimeline':
      case 'zoomOutTimeline':
        run.zoomTimeline(action === 'fitTimeline' ? 'fit' : action === 'zoomInTimeline' ? 'in' : 'out');
        return;
      case 'focusForks':
        if (!run.focusForks()) announcer.say(t('This run was not forked, and is no fork'));
        return;
      case 'toggleDetails':
        run.toggleDetails();
        if (position === null)
          announcer.say(
            run.detailsOpen
              ? t('The details of a step are shown while a run is debugged')
              : t('The details of a step stay hidden'),
          );
        return;
      case 'growDetails':
      case 'shrinkDetails':
        run.resizeDetails(action === 'growDetails' ? 'grow' : 'shrink');
        return;
      case 'toggleHeat':
        heat.toggle();
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
      camera.forget();
      heat.renew();
    }
    message = { ...next, graph };
    if (graph) children.turnTo(graph);
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
    remark();
    // Only a transition that the picture lacks asks for a new layout; all else is paint.
    if (graph && JSON.stringify(undrawn(graph, position)) !== extras) replan();
    camera.follow();
  }

  function takeChild(next: Extract<ToWebview, { readonly type: 'child' }>): void {
    if (next.graph) children.take(next.graph);
    else {
      children.close(next);
      trouble = next.reason;
      showReason();
      announcer.say(next.reason ?? '');
    }
    replan();
    tellLeftOpen();
  }

  function toggleChild(key: string): void {
    const opened = children.toggle(key);
    trouble = null;
    focusOn = opened ? null : key;
    announcer.say(opened ? t('Child opened') : t('Child closed'));
    replan();
    tellLeftOpen();
  }

  function replan(): void {
    const graph = message?.graph;
    if (!graph || graph.states.length === 0) {
      drafts.drop();
      plan = null;
      picture.clear();
      return;
    }
    const observed = undrawn(graph, position);
    extras = JSON.stringify(observed);
    children.begin();
    const next = planOf(graph, observed, children);
    children.ask();
    stage.classList.toggle('waiting', picture.nodes.size === 0);
    drafts.arrange(next, fonts);
  }

  function drawn(drawing: Drawing): void {
    const first = picture.nodes.size === 0;
    const moved = picture.draw(drawing.plan, drawing.figures, drawing.arrangement);
    plan = drawing.plan;
    trouble = drawing.trouble ?? trouble;
    stage.classList.remove('waiting');
    stage.classList.toggle('large', picture.nodes.size > 250);
    remark();
    showReason();
    input.redrawn();
    if (focusOn !== null && (picture.edges.has(focusOn) || picture.nodes.has(focusOn))) input.focus(focusOn);
    focusOn = null;
    if (first) camera.drawn(null);
    else if (!drawing.unmoved) camera.drawn(moved);
    culling.redrawn();
    camera.follow();
    stage.dataset['arranged'] = String(drawing.id);
    keepSoon();
  }

  function remark(): void {
    if (!plan) return;
    marks = marksOf(plan, position, breakpoints, heat.of(message?.graph?.name ?? null));
    picture.mark(marks);
    hover.refresh();
    picture.element.classList.toggle('looking-back', position !== null && position.mode !== 'live');
    minimap.pictureChanged();
    culling.marked();
  }

  function showPlace(): void {
    const waits = position && describeWait(position);
    wait.show(waits, position?.signals || position?.running ? 'bell' : 'moon');
    wait.offer(position !== null && takesSignal(position));
    if (position && message?.graph && !positionIn(message.graph, position)) {
      place.show(t('The debug session runs {0}', visible(position.workflow, 80)), 'play');
      return;
    }
    if (position) place.element.dataset['mode'] = position.mode;
    place.show(position && describePosition(position), position?.mode === 'forking' ? 'branch' : 'history');
  }

  function showHeat(): void {
    header.heated(heat.on);
    remark();
    heat.show(message?.graph?.name ?? null);
  }

  function showReason(): void {
    const graph = message?.graph;
    const text = message?.reason ?? null;
    const drawn = graph !== null && graph !== undefined && graph.states.length > 0;
    const words = text ?? trouble;
    reason.show(drawn && words !== null ? visible(words, 600) : null, 'warning');
    empty.show(drawn || !message ? null : emptyMessage(graph?.name ?? null, text));
  }

  /** VS Code writes down what a page keeps when its window closes in order, so what was opened is told at once. */
  function tellLeftOpen(): void {
    editor.post({ type: 'leftOpen', children: children.kept().open, details: run.detailsOpen });
    keepSoon();
  }

  function keepSoon(): void {
    clearTimeout(keeping);
    keeping = setTimeout(() => {
      const view = viewport.touched ? viewport.view : null;
      editor.keep({
        version: 1,
        graph: message?.graph ? message : null,
        view,
        details: run.detailsOpen,
        detailsShare: run.detailsShare,
        children: children.kept(),
        settled: drafts.settled,
      });
    }, keepAfter);
  }

  /** From far away lines would be too thin to see. They grow in steps, each of which styles the picture anew. */
  function thicken(zoom: number): void {
    const step = zoom < 0.2 ? String(2 ** Math.round(Math.log2(0.7 / zoom))) : '';
    if (stage.style.getPropertyValue('--thick') !== step) stage.style.setProperty('--thick', step);
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

function identity({ file, name }: WorkflowGraph): string {
  return JSON.stringify([file, name]);
}
