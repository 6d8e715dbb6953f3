import type { ts } from 'ts-morph';
import type { Problem } from '../model/graph.ts';
import type { Checked } from './checks.ts';
import type { Evaluator } from './evaluator.ts';
import type { Lazy } from './lazy.ts';
import { problem } from './problem.ts';
import { type Range, rangeOf } from './range.ts';
import { optionOf } from './workflowClass.ts';

/** What is wrong with how steps hand things on outside of the session, or inside it. */
export function checkSession(checked: Checked): readonly Problem[] {
  return [
    ...neverWritten(checked),
    ...writtenInBranch(checked),
    ...fieldsAcross(checked),
    ...notJson(checked),
  ];
}

/** Reads of session keys that neither the factory nor any step ever writes. */
function neverWritten({ evaluator, options, steps, undoing }: Checked): readonly Problem[] {
  const initial = initialKeys(evaluator, options);
  if (initial === null) return [];
  const written = new Set(initial);
  for (const { writes } of [...[...steps.values()].map(({ facts }) => facts), ...undoing]) {
    for (const path of writes.keys()) written.add(topKey(path));
  }
  if (written.has('*')) return [];
  const reported = new Set<string>();
  const problems: Problem[] = [];
  for (const { facts } of steps.values()) {
    for (const [path, node] of facts.reads) {
      const key = topKey(path);
      if (key === '*' || written.has(key) || reported.has(key)) continue;
      reported.add(key);
      problems.push(
        problem(
          'session-path-never-written',
          rangeOf(node),
          `session.${key} is read here, but neither the session factory nor any step writes it: give it a first value in \`session\`, or write it in a step before.`,
        ),
      );
    }
  }
  return problems;
}

/** Writes of steps that run as branches of a fan-out, which only read the session. */
function writtenInBranch({ fanOuts, transitions, steps, start }: Checked): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [branch, joins] of joinsByBranch(fanOuts)) {
    // A step that runs otherwise too may look which it is.
    const runsAlone =
      branch === start || transitions.some(({ to, kind }) => to === branch && kind !== 'fan-out');
    for (const [path, node] of steps.get(branch)?.facts.sureWrites ?? []) {
      const found = problem(
        'branch-writes-session',
        rangeOf(node),
        `${branch} runs as a branch of a fan-out, and branches only read the session: writing session.${path} here throws. Return done(value), and write it in ${[...joins].join(' or ')}.`,
      );
      problems.push(runsAlone ? { ...found, severity: 'warning' } : found);
    }
  }
  return uniqueByPlace(problems);
}

function joinsByBranch(fanOuts: Checked['fanOuts']): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const { branch, joins } of fanOuts) {
    found.set(branch, new Set([...(found.get(branch) ?? []), ...joins]));
  }
  return found;
}

/** The keys that a new session has; null when they cannot be read. */
function initialKeys(evaluator: Evaluator, options: Lazy | null): readonly string[] | null {
  const given = options?.force()[0]?.value;
  if (given && given.type !== 'object') return null;
  if (given?.type === 'object' && given.open !== null) return null;
  const factory = optionOf(evaluator, options, 'session');
  if (!factory) return [];
  const keys: string[] = [];
  for (const { value } of factory.values) {
    if (value.type !== 'function') return null;
    const place = { scope: value.scope, flow: value.scope.entry, call: null };
    for (const made of evaluator.call(value, [], factory.node, place)) {
      if (made.value.type !== 'object' || made.value.open !== null || made.value.changed.has('*'))
        return null;
      keys.push(...made.value.entries.keys(), ...made.value.changed.keys());
    }
  }
  return keys;
}

function topKey(path: string): string {
  return path.split('.')[0] ?? path;
}

/** Fields that one step writes and another reads: each step has an instance of its own, and a class has no run. */
function fieldsAcross({ steps }: Checked): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [writer, { facts }] of steps) {
    for (const [field] of facts.fieldsWritten) {
      for (const [reader, other] of steps) {
        const node = other.facts.fieldsRead.get(field);
        if (!node) continue;
        if (field.includes('.')) problems.push(staticField(rangeOf(node), field, reader, writer));
        if (reader === writer || field.includes('.') || other.facts.fieldsWritten.has(field)) continue;
        problems.push(
          problem(
            'instance-field-across-steps',
            rangeOf(node),
            `${reader} reads this.${field}, which ${writer} writes, but every step runs on a new instance: keep it in the session.`,
          ),
        );
      }
    }
  }
  return uniqueByPlace(problems);
}

function staticField(range: Range, field: string, reader: string, writer: string): Problem {
  return problem(
    'static-field-across-steps',
    range,
    `${reader} reads ${field}, which ${writer} writes, but it is the process's and not the run's: it is neither recorded nor rewound. Keep it in the session.`,
  );
}

const notJsonClasses: ReadonlySet<string> = new Set([
  'Date',
  'Map',
  'Set',
  'RegExp',
  'WeakMap',
  'WeakSet',
  'URL',
  'Error',
]);

/** Values in the session factory that are lost or refused at the end of a step. */
function notJson({ evaluator, options }: Checked): readonly Problem[] {
  const { ts } = evaluator;
  const factory = optionOf(evaluator, options, 'session');
  const made = factory?.values.flatMap(({ value }) =>
    value.type === 'function' && value.node.body ? [value.node.body] : [],
  );
  const problems: Problem[] = [];
  const visit = (node: ts.Node, key: string): void => {
    const what = kindOf(node);
    if (what) {
      problems.push(
        problem(
          'non-json-session',
          rangeOf(node),
          `session${key === '' ? '' : `.${key}`} is ${what}, which does not survive a step: keep plain JSON, such as an ISO string or an array.`,
        ),
      );
      return;
    }
    if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        const name = property.name && !ts.isComputedPropertyName(property.name) ? property.name.text : '';
        const path = key === '' ? name : `${key}.${name}`;
        if (ts.isPropertyAssignment(property)) visit(property.initializer, path);
        else if (ts.isMethodDeclaration(property)) visit(property, path);
      }
    } else if (ts.isArrayLiteralExpression(node)) for (const element of node.elements) visit(element, key);
    else if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node)
    ) {
      visit(node.expression, key);
    } else if (ts.isBlock(node)) {
      for (const statement of node.statements) {
        if (ts.isReturnStatement(statement) && statement.expression) visit(statement.expression, key);
      }
    }
  };
  for (const body of made ?? []) visit(body, '');
  return problems;

  function kindOf(node: ts.Node): string | null {
    if (
      ts.isNewExpression(node) &&
      ts.isIdentifier(node.expression) &&
      notJsonClasses.has(node.expression.text)
    ) {
      return `a ${node.expression.text}`;
    }
    if (ts.isFunctionLike(node)) return 'a function';
    if (ts.isBigIntLiteral(node)) return 'a bigint';
    if (ts.isRegularExpressionLiteral(node)) return 'a RegExp';
    return ts.isIdentifier(node) && node.text === 'NaN' ? 'NaN' : null;
  }
}

function uniqueByPlace(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ file, line, column }: Range) => `${file}:${line}:${column}`;
  return [...new Map(problems.map((one) => [key(one), one])).values()];
}
