import { torture } from './kills.ts';

const words = process.argv.slice(2);
const asJson = words.includes('--json');
const given = words.filter((word) => word !== '--json');
const kills =
  given.length === 0 ? 1000 : given[0] === '--kills' && given.length === 2 ? Number(given[1]) : Number.NaN;
if (!Number.isInteger(kills) || kills < 1) {
  process.stderr.write('Usage: npm run torture -- [--kills N] [--json]\n');
  process.exit(2);
}
const every = Math.ceil(kills / 20);
const begun = performance.now();
const report = await torture({
  kills,
  lanes: 2,
  onKill: (count) => {
    if (!asJson && count % every === 0) process.stdout.write(`${count} kills\n`);
  },
});
const seconds = Math.round((performance.now() - begun) / 1000);
if (asJson) process.stdout.write(`${JSON.stringify({ ...report, seconds })}\n`);
else {
  const { beforeSteps, repeatedSteps, atEnd, finishedRuns, steps } = report;
  process.stdout.write(
    `${report.kills} kills in ${seconds} s: each recording opened and went on, with at most the step in flight repeated.\n` +
      `${beforeSteps} before the first step of their process, ${repeatedSteps} inside a step that ran again, ${atEnd} after the last step;\n` +
      `${steps} steps, ${finishedRuns} runs to their end.\n`,
  );
}
