import { readFileSync, writeFileSync } from 'node:fs';
import { type Apart, type Outcome, type Told, timeoutMs } from './expressionApart.ts';
import { mustCompile } from './expressionCode.ts';
import { BoundsExceeded, createRealm } from './expressionRealm.ts';
import { packed } from './packedValue.ts';

/** Runs one expression, in as much memory as its process has. */
function main(): void {
  const { text, names: given, refusals } = JSON.parse(readFileSync(0, 'utf8')) as Apart;
  const names = Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, value]));
  const run = attempt(() =>
    createRealm({ timeMs: timeoutMs, items: Number.POSITIVE_INFINITY }).run(
      mustCompile(text),
      names,
      refusals,
    ),
  );
  if (run.type !== 'value') return tell({ isTrue: run, value: run, left: {} });
  const { value: result } = run;
  const left: { [name: string]: Told['left'][string] } = {};
  for (const name of Object.keys(refusals)) {
    if (refusals[name] !== null || !Object.hasOwn(names, name)) continue;
    const outcome = attempt(() => packed((odd) => result.left(name, odd)));
    const isSame = outcome.type === 'value' && result.left(name, () => null) === names[name];
    if (!isSame) left[name] = outcome;
  }
  tell({
    isTrue: { type: 'value', value: result.isTrue },
    value: attempt(() => packed((odd) => result.value(odd))),
    left,
  });
}

function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { type: 'value', value: work() };
  } catch (error) {
    if (error instanceof BoundsExceeded) return { type: 'endless' };
    return { type: 'mistake', message: error instanceof Error ? error.message : String(error) };
  }
}

function tell(told: Told): void {
  writeFileSync(1, JSON.stringify(told));
}

main();
