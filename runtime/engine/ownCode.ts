import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { distFile } from '../dist.ts';

/**
 * Our own bundles, the sources that their maps name, and the copy that a project has installed. Their lines in a stack
 * help nobody who debugs a workflow, and none of them is the place of a mistake in one.
 */
const places: readonly string[] = [
  ...[path.dirname(distFile('x')), distFile('../runtime')].flatMap((folder) => [
    `${folder}${path.sep}`,
    `${pathToFileURL(folder).href}/`,
  ]),
  '/node_modules/backstep/',
  '\\node_modules\\backstep\\',
];

/** True for a file, or a line of a stack that names one, of ours. */
export function isOwnCode(text: string): boolean {
  return places.some((place) => text.includes(place));
}
