import { rewind, walks } from './rewinds.ts';

const words = process.argv.slice(2);
const asJson = words.includes('--json');
const given = words.filter((word) => word !== '--json');
const numbers: { [name: string]: number } = { '--sequences': 10_000, '--over-dap': 20 };
for (let at = 0; at < given.length; at += 2) numbers[given[at] as string] = Number(given[at + 1]);
const { '--sequences': sequences = 0, '--over-dap': overDap = 0, '--seed': seed, ...unknown } = numbers;
if (
  Object.keys(unknown).length > 0 ||
  !Number.isInteger(sequences) ||
  sequences < 1 ||
  !Number.isInteger(overDap) ||
  overDap < 0 ||
  !Number.isInteger(seed ?? 0)
) {
  process.stderr.write('Usage: npm run rewinds -- [--sequences N] [--over-dap N] [--seed N] [--json]\n');
  process.exit(2);
}
const every = Math.ceil(sequences / 20);
const begun = performance.now();
const report = await rewind({
  sequences,
  seed,
  onSequence: (count) => {
    if (!asJson && count % every === 0) process.stdout.write(`${count} sequences\n`);
  },
});
const walked = overDap === 0 ? 0 : await walks({ sequences: overDap, seed });
const seconds = Math.round((performance.now() - begun) / 1000);
if (asJson) process.stdout.write(`${JSON.stringify({ ...report, walked, seconds })}\n`);
else {
  const { moves, rewinds, forks, first, asked, again, undone } = report;
  process.stdout.write(
    `${report.sequences} sequences in ${seconds} s: no effect was made again without a yes.\n` +
      `${moves} moves, of which ${rewinds} led back, and ${forks} new runs that came of them;\n` +
      `${first} effects made where no run had been, ${asked} asked about after that, ${again} made because somebody said so, ${undone} of them to undo another.\n` +
      `${walked} more over the protocol, with real processes, led where the model says.\n`,
  );
}
