import { createFind, type Find } from './find.ts';
import { fitLegibly } from './fitting.ts';
import type { Minimap } from './minimap.ts';
import type { Picture } from './picture.ts';
import type { Viewport } from './viewport.ts';

/** Room kept around a state that is found, in pixels. */
const margin = 96;
/** From farther away the name of what is found could not be read: then the view comes closer. */
const readableFrom = 0.45;

/** Finds states of the picture by their names and those of their methods, from top to bottom. */
export function createStateSearch(
  picture: Picture,
  viewport: Viewport,
  minimap: Minimap,
  closed: (current: string | null) => void,
): Find {
  return createFind({
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
      if (box)
        viewport.glideTo(
          viewport.view.zoom < readableFrom
            ? fitLegibly(picture.bounds, box, viewport)
            : viewport.showing(box, margin),
        );
      minimap.pictureChanged();
    },
    closed,
  });
}
