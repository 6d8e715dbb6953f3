import { valueAt } from '../language/applyPatches.ts';
import { isJsonObject, type Json, type Path } from '../language/json.ts';
import { nearest } from '../language/nearest.ts';
import type { Patch } from '../language/patch.ts';
import type { ValueType } from '../model/valueType.ts';
import { expressionOf } from './pathExpression.ts';
import { editMismatches } from './typeMismatch.ts';

const remedy = 'It is set all the same; :undo takes it back.';

/**
 * What a person should know of an edit that they typed as code, which may do what the views refuse: where it does not fit
 * the type of the session, and where it makes a member that there was not, which most often is a slip of the pen.
 */
export function editRemarks(
  patches: readonly Patch[],
  session: { readonly before: Json; readonly after: Json; readonly type: ValueType | null },
): readonly string[] {
  const { type, after } = session;
  const remarks = patches.flatMap((patch) => {
    const stranger = strangerIn(patch.path, session);
    if (stranger !== null) return [stranger];
    const mistakes = type === null ? [] : editMismatches([patch], after, type, 'session');
    return mistakes.map((mistake) => `${mistake} ${remedy}`);
  });
  return [...new Set(remarks)];
}

/** The first member on the path that is new, and that nobody knows. */
function strangerIn(
  path: Path,
  { before, after, type }: { readonly before: Json; readonly after: Json; readonly type: ValueType | null },
): string | null {
  let at: ValueType | null = type;
  for (const [depth, key] of path.entries()) {
    const own = path.slice(0, depth + 1);
    const isNew = valueAt(before, own) === undefined && valueAt(after, own) !== undefined;
    if (isNew && typeof key === 'string')
      return unknownMember(own, key, at, valueAt(before, path.slice(0, depth)));
    if (at?.type === 'object') at = at.members[key]?.value ?? at.rest;
    else at = at?.type === 'array' ? at.items : null;
  }
  return null;
}

function unknownMember(
  path: Path,
  key: string,
  owner: ValueType | null,
  before: Json | undefined,
): string | null {
  const typed = owner?.type === 'object' && owner.rest === null ? Object.keys(owner.members) : null;
  const known = typed ?? (isJsonObject(before) ? Object.keys(before) : []);
  if (known.includes(key)) return null;
  const meant = nearest(key, known);
  if (typed === null && meant === null) return null;
  const name = expressionOf('session', path);
  const why = typed === null ? `${name} is new.` : `${name} is in none of the workflow's types.`;
  const hint =
    meant === null ? '' : ` Did you mean ${expressionOf('session', [...path.slice(0, -1), meant])}?`;
  return `${why}${hint} ${remedy}`;
}
