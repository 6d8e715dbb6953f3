import { html } from '../element.ts';
import { type Brushes, paintPart } from './paint.ts';
import { type PartKind, partWords } from './parts.ts';

const kinds: readonly PartKind[] = ['call', 'own', 'wait', 'retry'];
const wide = 16;
const high = 8;

/** What the patterns under the steps mean. */
export function createLegend(): { readonly element: HTMLElement; paint(brushes: Brushes): void } {
  const samples = kinds.map((kind) => ({ kind, canvas: html('canvas', { class: 'sample' }) }));
  const element = html(
    'div',
    { class: 'legend' },
    ...samples.map(({ kind, canvas }) => html('span', { class: 'legend-part' }, canvas, partWords[kind])),
  );
  return {
    element,
    paint(brushes) {
      const ratio = devicePixelRatio || 1;
      for (const { kind, canvas } of samples) {
        canvas.width = wide * ratio;
        canvas.height = high * ratio;
        const context = canvas.getContext('2d');
        if (!context) continue;
        context.scale(ratio, ratio);
        paintPart(context, kind, 0, 0, wide, brushes);
      }
    },
  };
}
