/** How long things take to move, in milliseconds. */
const duration = 260;

/** True when the person asked for less movement, of the system or of VS Code. */
export function prefersStillness(): boolean {
  return (
    matchMedia('(prefers-reduced-motion: reduce)').matches ||
    document.body.classList.contains('vscode-reduce-motion')
  );
}

/**
 * Calls `frame` with shares from 0 to 1 until it is there, at once when movement is unwanted; returns how to stop it.
 * A hidden page gets no frames: then the last one comes right away.
 */
export function animate(frame: (share: number) => void): () => void {
  if (prefersStillness() || document.hidden) {
    frame(1);
    return () => {};
  }
  const began = performance.now();
  let handle = 0;
  const next = () => {
    const share = Math.min(1, (performance.now() - began) / duration);
    frame(share === 1 ? 1 : eased(share));
    if (share < 1) handle = requestAnimationFrame(next);
  };
  handle = requestAnimationFrame(next);
  return () => cancelAnimationFrame(handle);
}

/** Lets something new come into sight when most of what was there has reached its new place. */
export function arrive(element: Element): void {
  if (prefersStillness() || document.hidden) return;
  element.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, {}], { duration, easing: 'ease-out' });
}

function eased(share: number): number {
  return share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
}
