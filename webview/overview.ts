import { svg } from './element.ts';
import { kindOf } from './minimap.ts';
import type { Picture } from './picture.ts';

/** A picture of thousands of states as seen from afar: all lines as one path, all states as one for each colour. */
export interface Overview {
  show(on: boolean): void;
  /** What it was made of has changed. */
  stale(): void;
}

const kinds = ['node', 'visited', 'match', 'current'] as const;

export function createOverview(picture: Picture): Overview {
  const lines = svg('path', { class: 'overview-lines' });
  const states = kinds.map((kind) => ({ kind, path: svg('path', { class: `overview-${kind}` }) }));
  const element = svg('g', { class: 'overview', 'aria-hidden': 'true' });
  element.append(lines, ...states.map(({ path }) => path));
  let on = false;
  let isStale = true;
  let pending = 0;

  const draw = () => {
    pending = 0;
    if (!on || !isStale) return;
    isStale = false;
    const routes = [...picture.edges.values()].map(({ route }) =>
      route.points
        .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${Math.round(x)} ${Math.round(y)}`)
        .join(''),
    );
    lines.setAttribute('d', routes.join(''));
    const boxes: Record<(typeof kinds)[number], string[]> = { node: [], visited: [], match: [], current: [] };
    for (const { box, element: node } of picture.nodes.values()) {
      const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(Math.round);
      boxes[kindOf(node)].push(`M${x} ${y}h${width}v${height}h-${width}z`);
    }
    for (const { kind, path } of states) path.setAttribute('d', boxes[kind].join(''));
  };

  return {
    show(next) {
      on = next;
      if (!on) element.remove();
      else {
        picture.element.prepend(element);
        draw();
      }
    },
    stale() {
      isStale = true;
      if (on && pending === 0) pending = requestAnimationFrame(draw);
    },
  };
}
