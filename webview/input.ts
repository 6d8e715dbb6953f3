import type { FromWebview, ViewAction } from '../runtime/model/pageProtocol.ts';
import { uncull } from './culling.ts';
import type { EdgeView } from './edgeView.ts';
import { isFolded } from './figure.ts';
import { type Box, boundsOf, centreOf } from './geometry.ts';
import { edgeDetails, type Hover, nodeDetails } from './hover.ts';
import type { Marks } from './marks.ts';
import { type Direction, edgesAt, nodeTowards } from './navigation.ts';
import type { NodeView } from './nodeView.ts';
import type { Picture } from './picture.ts';
import { type Plan, plansOf } from './plan.ts';
import { t } from './text.ts';
import type { Viewport } from './viewport.ts';

export interface InputParts {
  readonly stage: HTMLElement;
  readonly picture: Picture;
  readonly viewport: Viewport;
  readonly hover: Hover;
  marks(): Marks | null;
  plan(): Plan | null;
  post(message: FromWebview): void;
  say(text: string): void;
  act(action: ViewAction): void;
  /** Opens or closes the child of an edge or a frame. */
  toggleChild(key: string): void;
}

export interface Input {
  /** Moves the focus to a node, or to where it was. */
  focus(key: string | null): void;
  /** The picture has new elements: one of them must be reachable by Tab. */
  redrawn(): void;
}

/** Something in the picture that can be pointed at. */
type Thing = { readonly kind: 'node' | 'edge'; readonly key: string };

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** What pointer and keys do to the picture. Of all nodes and edges, one takes part in the order of Tab: the last that had the focus. */
export function connectInput({
  stage,
  picture,
  viewport,
  hover,
  marks,
  plan,
  post,
  say,
  act,
  toggleChild,
}: InputParts): Input {
  let active: Thing | null = null;
  let hovered: Thing | null = null;
  let looked: readonly (NodeView | EdgeView)[] = [];
  /** Where the pointer last was: what moves under a pointer that rests is not pointed at, until the pointer moves too. */
  let pointer = { x: Number.NaN, y: Number.NaN };
  let pointedAt = false;

  picture.element.setAttribute('role', 'application');
  picture.element.setAttribute('aria-roledescription', t('state graph'));
  picture.element.setAttribute(
    'aria-label',
    t(
      'State graph. Arrow keys move between states, Shift with an arrow key to a transition, Enter shows the code, O opens or closes a child workflow, F9 sets a breakpoint, plus and minus zoom, 0 shows all, slash finds a state, T leads to the timeline, R to the runs that were forked from each other, D shows the details of the step, H the heat map.',
    ),
  );

  stage.addEventListener('click', (event) => {
    const thing = thingAt(event.target);
    if (!thing) return;
    setActive(thing);
    viewOf(thing)?.element.focus({ preventScroll: true });
    if (event.target instanceof Element && event.target.closest('.fold, .fold-target')) fold(thing);
    else if (event.target instanceof Element && event.target.closest('.dot')) toggle(thing);
    else reveal(thing, event.ctrlKey || event.metaKey || event.altKey);
    hover.hide();
  });
  stage.addEventListener('pointerover', (event) => {
    if (event.pointerType === 'touch') return;
    const thing = thingAt(event.target);
    if (thing?.key === hovered?.key) return;
    pointedAt = event.clientX !== pointer.x || event.clientY !== pointer.y;
    pointer = { x: event.clientX, y: event.clientY };
    setHovered(thing);
    if (thing && pointedAt) planHover(thing);
  });
  stage.addEventListener('pointermove', ({ clientX, clientY }) => {
    pointer = { x: clientX, y: clientY };
    if (hovered && !pointedAt) planHover(hovered);
    pointedAt = true;
  });
  stage.addEventListener('pointerleave', () => setHovered(null));
  stage.addEventListener('pointerdown', () => hover.hide());
  stage.addEventListener('focusin', (event) => {
    const thing = thingAt(event.target);
    if (!thing) return;
    setActive(thing);
    setLooked();
    const box = boxOf(thing);
    const to = box && viewport.showing(box, 24);
    if (to && Math.hypot(to.x - viewport.view.x, to.y - viewport.view.y) > 1) viewport.glideTo(to);
    if (event.target instanceof Element && event.target.matches(':focus-visible')) planHover(thing);
  });
  stage.addEventListener('focusout', () => {
    hover.hide();
    setLooked();
  });
  window.addEventListener('keydown', (event) => {
    if (
      event.defaultPrevented ||
      event.target instanceof HTMLSelectElement ||
      event.target instanceof HTMLInputElement
    )
      return;
    if (onKey(event)) event.preventDefault();
  });

  return {
    focus(key) {
      const thing = key === null ? (active ?? firstThing()) : thingOf(key);
      focusThing(thing);
    },
    redrawn() {
      if (hovered && !viewOf(hovered)) hovered = null;
      setLooked();
      setActive((active && viewOf(active) && active) || firstThing());
    },
  };

  function onKey(event: KeyboardEvent): boolean {
    const plainly = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === 'Escape') hover.hide();
    else if ((event.key === '/' && plainly) || (event.key === 'f' && (event.ctrlKey || event.metaKey)))
      act('find');
    else if (plainly && (event.key === '+' || event.key === '=')) viewport.zoomBy(1.25);
    else if (plainly && event.key === '-') viewport.zoomBy(0.8);
    else if (plainly && event.key === '0') act('fit');
    else if (plainly && event.key === 'd') act('toggleDetails');
    else if (plainly && event.key === 'h') act('toggleHeat');
    else if (plainly && event.key === 't') act('focusTimeline');
    else if (plainly && event.key === 'r') act('focusForks');
    else if (plainly && event.key === 'g') act('focusGraph');
    else if (plainly && event.key === 'PageDown') viewport.panBy(0, -viewport.height * 0.8);
    else if (plainly && event.key === 'PageUp') viewport.panBy(0, viewport.height * 0.8);
    else return onThingKey(event);
    return true;
  }

  function onThingKey(event: KeyboardEvent): boolean {
    const thing = thingAt(event.target);
    if (!thing) return false;
    const direction = arrows[event.key];
    if (event.key === 'Enter' || event.key === ' ') reveal(thing, event.ctrlKey || event.metaKey);
    else if (event.key === 'F9') toggle(thing);
    else if (event.key === 'o' && !event.ctrlKey && !event.metaKey && !event.altKey) fold(thing);
    else if (event.key === 'Home') focusThing(firstThing());
    else if (event.key === 'End') focusThing(currentThing());
    else if (direction && !event.ctrlKey && !event.metaKey && !event.altKey)
      move(thing, direction, event.shiftKey);
    else return false;
    return true;
  }

  function move(thing: Thing, direction: Direction, toEdges: boolean): void {
    const drawn = plan();
    const terrain = {
      nodes: picture.nodes,
      edges: drawn ? plansOf(drawn).flatMap(({ edges }) => edges) : [],
    };
    if (thing.kind === 'node') {
      if (toEdges) {
        const out = direction === 'down' || direction === 'right';
        const [key] = edgesAt(terrain, thing.key, out ? 'out' : 'in');
        if (key !== undefined) focusThing({ kind: 'edge', key });
        return;
      }
      const key = nodeTowards(terrain, thing.key, direction);
      if (key !== null) focusThing({ kind: 'node', key });
      return;
    }
    const edge = picture.edges.get(thing.key)?.edge;
    if (!edge) return;
    if (direction === 'down') focusThing({ kind: 'node', key: edge.to });
    else if (direction === 'up') focusThing({ kind: 'node', key: edge.from });
    else {
      const siblings = edgesAt(terrain, edge.from, 'out');
      const next = siblings.indexOf(thing.key) + (direction === 'right' ? 1 : -1);
      const key = siblings[(next + siblings.length) % siblings.length];
      if (key !== undefined) focusThing({ kind: 'edge', key });
    }
  }

  function reveal(thing: Thing, beside: boolean): void {
    if (thing.kind === 'edge') {
      const transition = picture.edges.get(thing.key)?.edge.transition;
      if (transition)
        post({
          type: 'reveal',
          file: transition.file,
          line: transition.line,
          column: transition.column,
          beside,
        });
      return;
    }
    const node = picture.nodes.get(thing.key)?.node;
    if (node?.state)
      post({ type: 'reveal', file: node.state.file, line: node.state.line, column: 1, beside });
    else if (node?.kind === 'start' || node?.kind === 'frame')
      post({ type: 'reveal', file: node.graph.file, line: node.graph.line, column: 1, beside });
  }

  function toggle(thing: Thing): void {
    const node = thing.kind === 'node' ? picture.nodes.get(thing.key)?.node : undefined;
    const transition = thing.kind === 'edge' ? picture.edges.get(thing.key)?.edge.transition : undefined;
    if (node?.kind === 'state') {
      const { file, name } = node.graph;
      const workflow = node.within === null ? null : { file, workflow: name };
      post({ type: 'toggleStateBreakpoint', state: node.id, workflow });
    } else if (transition)
      post({
        type: 'toggleTransitionBreakpoint',
        from: transition.from,
        to: transition.to,
        file: transition.file,
        line: transition.line,
      });
    else say(t('There can be no breakpoint here'));
  }

  /** The child of an edge, of a frame, of the frame that a state is in, or the only one that a state starts. */
  function fold(thing: Thing): void {
    const drawn = plan();
    const node = thing.kind === 'node' ? picture.nodes.get(thing.key)?.node : undefined;
    if (node?.kind === 'frame') toggleChild(node.key);
    else if (node && drawn) {
      const own = plansOf(drawn).flatMap(({ edges }) => edges);
      const started = own.filter(
        (edge) => edge.from === node.key && (isFolded(edge) || edge.part === 'into'),
      );
      const key = started.length > 0 ? started[0]?.key : node.within;
      if (key !== null && key !== undefined) toggleChild(key);
      else say(t('No child workflow runs here'));
    } else if (thing.kind === 'edge') {
      const edge = picture.edges.get(thing.key)?.edge;
      if (edge?.part === 'outOf') toggleChild(edge.from);
      else if (edge && (isFolded(edge) || edge.part === 'into')) toggleChild(edge.key);
      else
        say(
          edge?.transition?.child
            ? t('The source of this child is not known')
            : t('No child workflow runs here'),
        );
    }
  }

  function planHover(thing: Thing): void {
    hover.plan(
      () => {
        if (thing.kind === 'node') {
          const node = picture.nodes.get(thing.key)?.node;
          return node ? nodeDetails(node, marks()?.nodes.get(thing.key)) : [];
        }
        const edge = picture.edges.get(thing.key)?.edge;
        return edge ? edgeDetails(edge, marks()?.edges.get(thing.key)) : [];
      },
      () => {
        const { view } = viewport;
        const box = besides(thing) ?? { x: 0, y: 0, width: 0, height: 0 };
        return {
          x: box.x * view.zoom + view.x,
          y: box.y * view.zoom + view.y,
          width: box.width * view.zoom,
          height: box.height * view.zoom,
        };
      },
    );
  }

  /** What a hover stands beside: of a loop its state too, which it would cover. */
  function besides(thing: Thing): Box | null {
    const box = boxOf(thing);
    const edge = thing.kind === 'edge' ? picture.edges.get(thing.key)?.edge : undefined;
    const looped = edge && edge.from === edge.to ? picture.nodes.get(edge.from)?.box : undefined;
    if (!box || !looped) return box;
    return boundsOf({ nodes: [box, looped].map((part) => ({ key: '', box: part })), edges: [] });
  }

  function setHovered(thing: Thing | null): void {
    hovered = thing;
    setLooked();
    if (!thing) hover.hide();
  }

  /** What is under the pointer or has the focus shows more of itself. */
  function setLooked(): void {
    const focused = thingAt(document.activeElement);
    const now = [hovered, focused]
      .map((thing) => thing && viewOf(thing))
      .filter((view) => view !== null && view !== undefined);
    for (const view of looked) if (!now.includes(view)) view.hover(false);
    for (const view of now) if (!looked.includes(view)) view.hover(true);
    looked = now;
  }

  function thingOf(key: string): Thing {
    return { kind: picture.nodes.has(key) ? 'node' : 'edge', key };
  }

  function setActive(thing: Thing | null): void {
    if (active) viewOf(active)?.element.setAttribute('tabindex', '-1');
    active = thing;
    const element = thing && viewOf(thing)?.element;
    if (!element) return;
    element.setAttribute('tabindex', '0');
    uncull(element);
  }

  function focusThing(thing: Thing | null): void {
    const element = thing && viewOf(thing)?.element;
    if (!element) return;
    uncull(element);
    element.focus({ preventScroll: true });
  }

  function firstThing(): Thing | null {
    const first =
      [...picture.nodes.values()].find(({ node }) => node.kind === 'state') ?? [...picture.nodes.values()][0];
    const start = plan()?.graph.start ?? null;
    if (start !== null && picture.nodes.has(start)) return { kind: 'node', key: start };
    return first ? { kind: 'node', key: first.node.key } : null;
  }

  function currentThing(): Thing | null {
    const key = marks()?.current ?? null;
    return key === null ? null : { kind: 'node', key };
  }

  function viewOf({ kind, key }: Thing) {
    return kind === 'node' ? picture.nodes.get(key) : picture.edges.get(key);
  }

  function boxOf({ kind, key }: Thing): Box | null {
    if (kind === 'node') return picture.nodes.get(key)?.box ?? null;
    const label = picture.edges.get(key)?.label;
    return label ? { ...centreOf(label), ...label } : null;
  }
}

function thingAt(target: EventTarget | null): Thing | null {
  if (!(target instanceof Element)) return null;
  const element = target.closest<SVGElement>('.node, .edge');
  const key = element?.dataset['key'];
  if (!element || key === undefined) return null;
  return { kind: element.classList.contains('node') ? 'node' : 'edge', key };
}
