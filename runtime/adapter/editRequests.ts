import type { DebugProtocol } from '@vscode/debugprotocol';
import { isJsonObject, type Json, type Path } from '../language/json.ts';
import { toJson } from '../language/settle.ts';
import type { Edit } from '../model/run.ts';
import type { Handlers } from './connection.ts';
import { dataOf } from './cursor.ts';
import { DapError } from './dapError.ts';
import { readTypedValue } from './expression.ts';
import { expressionOf, readPath } from './pathExpression.ts';
import type { SessionContext } from './sessionContext.ts';
import { forcingHint, typeMismatch } from './typeMismatch.ts';
import { keyNamed, type Root, shape, summary, typeName } from './variables.ts';

/** What a person changes in the state of a run, and takes back. */
export function editRequests(context: SessionContext): Handlers {
  const { variables } = context;

  return {
    async setVariable(args) {
      const { variablesReference, name: shown, value } = args as DebugProtocol.SetVariableArguments;
      context.assertEntered();
      const { root, path, value: parent } = variables.held(variablesReference);
      const name = keyNamed(parent, shown);
      if (root.target === null) {
        throw new DapError('read-only', `${root.name} cannot be edited: only session and data can.`);
      }
      if (root.readOnly !== null) {
        throw new DapError('read-only', `${root.name} cannot be edited here: ${root.readOnly}.`);
      }
      if (root.bare !== true) assertMember(parent, name);
      const full = root.bare ? [] : [...path, Array.isArray(parent) ? Number(name) : name];
      const set = await setTo(context, { ...root, target: root.target }, full, value);
      return { body: set, after: () => context.tellEdit() };
    },
    async setExpression(args) {
      const { expression, value, frameId } = args as DebugProtocol.SetExpressionArguments;
      context.assertEntered();
      const read = readPath(expression);
      const target: 'session' | 'data' | null =
        read?.root === 'session' || read?.root === 'data' ? read.root : null;
      if (read === null || target === null) {
        throw new DapError(
          'read-only',
          `${expression} cannot be set: only paths of session and data can, such as session.answer.`,
        );
      }
      const { cursor } = context.stopped;
      if (!context.entryOf(frameId).top) {
        throw new DapError('read-only', `${expression} is of a past step; run on from it to edit.`);
      }
      assertThere(target === 'session' ? cursor.snapshot.session : dataOf(cursor.snapshot), read.path);
      const root = { name: target, target, readOnly: cursor.editRefusal(target) };
      const set = await setTo(context, root, read.path, value);
      return { body: set, after: () => context.tellEdit() };
    },
    'backstep/undoEdit'() {
      const { target, expression } = undoEdit(context);
      return { body: { undone: expression }, after: () => context.tellEdit(shownIn(target)) };
    },
  };
}

/**
 * Takes the last edit back that was made at this position.
 *
 * @returns what it had changed
 * @throws DapError `nothing-to-undo`
 */
export function undoEdit(context: SessionContext): {
  readonly target: Edit['target'];
  readonly expression: string;
} {
  const { cursor } = context.stopped;
  const undone = cursor.undoEdit();
  if (undone === null) {
    throw new DapError(
      'nothing-to-undo',
      'No edit was made here that has not been run on from. Step back over an edit to leave it behind.',
    );
  }
  const { snapshot } = cursor;
  context.variables.refresh('session', snapshot.session);
  context.variables.refresh('data', dataOf(snapshot));
  return { target: undone.target, expression: expressionOf(undone.target, undone.patches[0]?.path ?? []) };
}

/** What a client shows of an edit: the state is the top of the stack. */
export function shownIn(target: Edit['target']): readonly ('variables' | 'stacks')[] {
  return target === 'state' ? ['stacks'] : ['variables'];
}

/** @throws DapError `bad-expression`, `bad-value`, `bad-type`, `stale-reference`, `running`; BackstepError `not-json` */
async function setTo(
  context: SessionContext,
  root: Root & { readonly target: 'session' | 'data' },
  path: Path,
  text: string,
): Promise<DebugProtocol.SetVariableResponse['body']> {
  const typed = readTypedValue(text, context.namesOf(context.entryOf(undefined)));
  const json = toJson(typed, expressionOf(root.name, path));
  if (root.target === 'session' && path.length === 0 && !isJsonObject(json)) {
    throw new DapError('bad-value', `The session is an object, and ${summary(json)} is none.`);
  }
  if (root.target === 'session') {
    const assertStayed = context.staying();
    const { file, workflow } = context.launched.cursor.timeline.header;
    const type = await context.graphs.sessionType(file, workflow);
    assertStayed();
    const mistake = type && typeMismatch(type, json, root.name, path);
    if (mistake) throw new DapError('bad-type', `${mistake} ${forcingHint}`);
  }
  context.edit(root.target, [{ op: 'set', path, value: json }]);
  const variablesReference = context.variables.reference(json, root, path);
  return { value: summary(json), type: typeName(json), variablesReference, ...shape(json) };
}

function assertThere(value: Json, path: Path): void {
  let parent: Json | undefined = value;
  for (const key of path) {
    if (typeof parent !== 'object' || parent === null) throw noVariable(String(key));
    assertMember(parent, String(key));
    parent = (parent as { readonly [key: string]: Json })[key];
  }
}

/** Only what is there can be set: a new name would be a typing mistake more often than a wish. */
function assertMember(parent: Json & object, name: string): void {
  if (!Object.hasOwn(parent, name)) throw noVariable(name);
}

function noVariable(name: string): DapError {
  return new DapError(
    'no-such-variable',
    `There is no "${name}" here: set it in the console, as in session.${name} = ….`,
  );
}
