import type { Path } from '../language/json.ts';
import type { ArrayPiece, Patch } from '../language/patch.ts';
import type { Frame } from '../model/run.ts';
import { sessionChanges } from './fold.ts';

/** True when a frame, or an edit before it, changed the session at a path, above it or below it. */
export function touches(frame: Frame, path: Path): boolean {
  return sessionChanges(frame).some((patch) => reaches(patch, path));
}

function reaches(patch: Patch, path: Path): boolean {
  const shared = Math.min(patch.path.length, path.length);
  for (let i = 0; i < shared; i++) {
    // A path that a person typed may have its indices as text.
    if (String(patch.path[i]) !== String(path[i])) return false;
  }
  if (patch.op !== 'array' || path.length <= patch.path.length) return true;
  const index = Number(path[patch.path.length]);
  return !Number.isInteger(index) || moves(patch.pieces, index);
}

/** True unless the item at `index` is the one that was there before. */
function moves(pieces: readonly ArrayPiece[], index: number): boolean {
  let at = 0;
  for (const piece of pieces) {
    const length = 'insert' in piece ? piece.insert.length : piece.count;
    if (index < at + length) return 'insert' in piece || piece.start !== at;
    at += length;
  }
  return true;
}
