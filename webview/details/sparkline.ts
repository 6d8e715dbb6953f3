import { svg } from '../element.ts';
import { t } from '../text.ts';

const wide = 220;
const high = 36;
const edge = 3;

/** Numbers over time as a line, with a dot at the position from which one looks; a step changes at once, so the line does too. */
export function sparkline(
  label: string,
  points: readonly { readonly k: number; readonly value: number }[],
  here: number,
): SVGSVGElement {
  const picture = svg('svg', {
    class: 'sparkline',
    width: wide,
    height: high,
    viewBox: `0 0 ${wide} ${high}`,
    role: 'img',
  });
  const current = points.findLast(({ k }) => k <= here);
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  picture.setAttribute(
    'aria-label',
    t(
      '{0} over time: {1} at first, {2} here, {3} at last, between {4} and {5}',
      label,
      values[0] ?? 0,
      current?.value ?? t('nothing'),
      values.at(-1) ?? 0,
      least,
      most,
    ),
  );
  const first = points[0]?.k ?? 0;
  const span = Math.max(1, (points.at(-1)?.k ?? 0) - first);
  const x = (k: number) => edge + ((k - first) / span) * (wide - edge * 2);
  const y = (value: number) => high - edge - ((value - least) / (most - least || 1)) * (high - edge * 2);
  const path = points
    .map(({ k, value }, index) =>
      index === 0 ? `M${round(x(k))} ${round(y(value))}` : `H${round(x(k))}V${round(y(value))}`,
    )
    .join('');
  picture.append(svg('path', { d: path }));
  if (current)
    picture.append(svg('circle', { cx: round(x(current.k)), cy: round(y(current.value)), r: 2.5 }));
  return picture;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
