import type { Problem } from '../model/graph.ts';
import type { Evaluator } from './evaluator.ts';
import { shorten, text } from './guard.ts';
import type { Lazy } from './lazy.ts';
import { memberOf } from './members.ts';
import { problem } from './problem.ts';
import { rangeOf } from './range.ts';
import { onlyValue } from './stateTable.ts';
import { type Alternatives, primitiveOf } from './value.ts';
import { optionOf } from './workflowClass.ts';

/** The retry option in short, such as `3 × 1s, factor 2`; null without one. */
export function retryWords(
  evaluator: Evaluator,
  options: Lazy | null,
  state: string,
  problems: Problem[],
): string | null {
  const option = optionOf(evaluator, options, 'retry');
  if (!option) return null;
  const value = onlyValue(option.values);
  if (value?.type === 'literal' && value.value === undefined) return null;
  if (value?.type !== 'object') {
    problems.push(notStatic('retry', state, option.node));
    return shorten(text(option.node).replace(/^retry: ?/, ''));
  }
  const part = (name: string): string | null => {
    const entry = value.entries.get(name);
    if (!entry) return null;
    const words = durationWords(memberOf(evaluator, value, name, entry.node));
    if (words !== null) return words;
    problems.push(notStatic(`retry.${name}`, state, entry.node));
    return text(entry.node).replace(/^\w+: ?/, '');
  };
  const delay = part('delay');
  const factor = part('factor');
  const maxDelay = part('maxDelay');
  const words = [
    `${part('attempts') ?? '1'}${delay === null ? '' : ` × ${delay}`}`,
    ...(factor === null ? [] : [`factor ${factor}`]),
    ...(maxDelay === null ? [] : [`at most ${maxDelay}`]),
  ];
  return words.join(', ');
}

/** The timeout option as written; null without one. */
export function timeoutWords(
  evaluator: Evaluator,
  options: Lazy | null,
  state: string,
  problems: Problem[],
): string | null {
  const option = optionOf(evaluator, options, 'timeout');
  if (!option) return null;
  const value = onlyValue(option.values);
  if (value?.type === 'literal' && value.value === undefined) return null;
  const words = durationWords(option.values);
  if (words !== null) return words;
  problems.push(notStatic('timeout', state, option.node));
  return shorten(text(option.node).replace(/^timeout: ?/, ''));
}

/** The names in an option that narrows what the step may touch; null without one. */
export function namesIn(
  evaluator: Evaluator,
  options: Lazy | null,
  option: 'session' | 'uses',
  state: string,
  problems: Problem[],
): readonly string[] | null {
  const found = optionOf(evaluator, options, option);
  if (!found) return null;
  const value = onlyValue(found.values);
  if (value?.type === 'literal' && value.value === undefined) return null;
  const items = value?.type === 'array' && value.open === null ? value.items : null;
  const names = items?.map((item) => {
    const one = onlyValue(item.force());
    const name = one && primitiveOf(one)?.value;
    return typeof name === 'string' ? name : null;
  });
  if (names?.every((name) => name !== null)) return names;
  problems.push(notStatic(option, state, found.node));
  return null;
}

function durationWords(values: Alternatives): string | null {
  const value = onlyValue(values);
  const primitive = value && primitiveOf(value)?.value;
  return typeof primitive === 'string' || typeof primitive === 'number' ? String(primitive) : null;
}

function notStatic(what: string, state: string, node: Parameters<typeof rangeOf>[0]): Problem {
  return problem(
    'options-not-static',
    rangeOf(node),
    `The ${what} of ${state} is not known before it runs: write it as a literal or a constant, since step options are static data.`,
  );
}
