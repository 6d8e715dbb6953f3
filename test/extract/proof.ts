import type { TransitionKind } from '../../runtime/model/graph.ts';
import { measureGenerated, measureHandWritten, type Report, type Score } from './corpus.ts';

/**
 * Holds the whole corpus against the graph and prints how well it fits, as a table or with `--json` as one JSON
 * document. The exit code is 1 when a true edge is missing, or more than one in twenty of a kind is not true.
 */
const generated = Array.from({ length: 250 }, (_, index) => index + 1);
const leastPrecision = 0.95;
const kinds: readonly TransitionKind[] = [
  'goto',
  'fan-out',
  'join',
  'wait',
  'timeout',
  'sleep',
  'child',
  'error',
  'compensate',
  'done',
  'fail',
];

const byHand = measureHandWritten();
const byRunning = await measureGenerated(generated);
const rows = kinds.map((kind) => {
  const parts = [byHand, byRunning].map(({ scores }) => scores.get(kind) ?? none);
  const sum = (of: keyof Score) => parts.reduce((total, one) => total + one[of], 0);
  const [observed, found, drawn, taken] = [sum('observed'), sum('found'), sum('drawn'), sum('taken')];
  return { kind, true: observed, found, recall: found / observed, drawn, taken, precision: taken / drawn };
});
// Without edges of a kind a share is NaN, which is no success.
const bad = rows.filter(({ recall, precision }) => !(recall === 1 && precision >= leastPrecision));
const missed = [...byHand.missed, ...byRunning.missed];
const invented = [...byHand.invented, ...byRunning.invented];

if (process.argv.includes('--json')) {
  const classes = { handWritten: byHand.classes, generated: byRunning.classes };
  console.log(JSON.stringify({ classes, kinds: rows, missed, invented, passed: bad.length === 0 }));
} else printTable(byHand, byRunning);
process.exitCode = bad.length === 0 ? 0 : 1;

function printTable(hand: Report, running: Report): void {
  console.log(
    `${hand.classes + running.classes} workflow classes: ${hand.classes} written by hand with their true edges, ${running.classes} generated and run under every choice\n`,
  );
  console.log('| kind       | true edges | drawn | recall | drawn as certain | true of these | precision |');
  console.log('| ---------- | ---------: | ----: | -----: | ---------------: | ------------: | --------: |');
  for (const { kind, true: all, found, recall, drawn, taken, precision } of rows) {
    const cells = [
      kind.padEnd(10),
      `${all}`.padStart(10),
      `${found}`.padStart(5),
      percent(recall).padStart(6),
      `${drawn}`.padStart(16),
      `${taken}`.padStart(13),
      percent(precision).padStart(9),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  for (const edge of missed) console.log(`missed: ${edge}`);
  if (invented.length > 0) {
    console.log(`\n${invented.length} edges are drawn as certain and no run takes them; --json lists them.`);
  }
  for (const { kind } of bad) console.log(`${kind} is below the bar: recall 100 %, precision 95 %`);
}

/** Rounded down, so that 100 % means all. */
function percent(share: number): string {
  return Number.isNaN(share) ? 'none' : `${(Math.floor(share * 1000) / 10).toFixed(share === 1 ? 0 : 1)} %`;
}

/** A kind that a part of the corpus does not have. */
const none: Score = { observed: 0, found: 0, drawn: 0, taken: 0 };
