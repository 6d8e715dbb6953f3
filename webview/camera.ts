import type { Box, Point, View } from './geometry.ts';
import type { Picture } from './picture.ts';
import type { Viewport } from './viewport.ts';

/** What part of the picture is seen, for as long as nobody looks around by hand. */
export interface Camera {
  /** All of the picture where that can be read, else the part where the session stands or the workflow begins. */
  overview(how: 'glide' | 'jump'): void;
  /** The picture was drawn; what stayed in it has moved so far. Null for the first one. */
  drawn(moved: Point | null): void;
  /** Keeps the current state in sight, unless somebody is looking around. */
  follow(): void;
  /** What stood at the border may be out of sight now. */
  resized(): void;
  /** Another workflow is drawn. */
  forget(): void;
}

/** Room kept between the current state and the border of the view, in pixels. */
const followMargin = 48;
/** After somebody moved the view by hand it stays where it is for so long. */
const handsOff = 4000;

/** @param wanted the view that was kept */
export function createCamera(
  picture: Picture,
  viewport: Viewport,
  current: () => string | null,
  wanted: View | null,
): Camera {
  let kept = wanted;
  let followed: string | null = null;

  const focus = (): Box => {
    const { nodes, bounds } = picture;
    const node = nodes.get(current() ?? '#start') ?? [...nodes.values()][0];
    return node?.box ?? bounds;
  };
  const overview = (how: 'glide' | 'jump') => viewport.show(picture.bounds, focus, how);
  const follow = () => {
    const now = current();
    const stood = followed;
    followed = now;
    if (now === null || now === stood || viewport.restingFor < handsOff) return;
    const box = picture.nodes.get(now)?.box;
    if (!box) return;
    const to = viewport.showing(box, followMargin);
    if (Math.hypot(to.x - viewport.view.x, to.y - viewport.view.y) > 1) viewport.glideTo(to);
  };

  return {
    overview,
    drawn(moved) {
      if (moved === null) {
        if (kept) viewport.set(kept, true);
        else overview('jump');
        kept = null;
        return;
      }
      const { view, touched } = viewport;
      const fitted = viewport.fitted;
      const stayed = { ...view, x: view.x - moved.x * view.zoom, y: view.y - moved.y * view.zoom };
      viewport.set(stayed, touched);
      if (fitted === 'whole') viewport.fit(picture.bounds, 'glide');
      if (fitted === 'legible') overview('glide');
    },
    follow,
    resized() {
      followed = null;
      follow();
    },
    forget() {
      kept = null;
      followed = null;
    },
  };
}
