/** A measured figure with its spread. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly p95: number;
  readonly samples: number;
}

/** Prints a figure: a line for people, or with `BENCH_JSON=1` one JSON document that `npm run bench` collects. */
export function report(name: string, unit: string, samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const figure = {
    name,
    unit,
    median: rounded(at(0.5)),
    min: rounded(at(0)),
    max: rounded(at(1)),
    p95: rounded(at(0.95)),
    samples: sorted.length,
  };
  const { median, min, max, p95 } = figure;
  if (process.env['BENCH_JSON'] === '1') console.log(JSON.stringify(figure));
  else
    console.log(
      `${name.padEnd(58)} ${format(median)} ${unit}  (${format(min)} to ${format(max)}, p95 ${format(p95)}, n=${sorted.length})`,
    );
  return figure;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function format(value: number): string {
  return (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)).padStart(8);
}
