import path from 'node:path';
import { importsOf } from './importsOf.ts';
import { importTable, owners } from './importTable.ts';

/** Paths relative to the repository with forward slashes, and the text of each. */
export type Sources = ReadonlyMap<string, string>;

/** One sentence for each import that the table does not allow. */
export function importViolations(sources: Sources): readonly string[] {
  return [...sources].flatMap(([file, text]) => {
    const place = placeOf(file);
    if (place === undefined) return [`${file} lies in a folder that the import table does not name`];
    return importsOf(file, text).flatMap(({ wanted, typesOnly, line }) => {
      const complaint = wanted.startsWith('.')
        ? refusedFile(file, place, wanted, typesOnly)
        : refusedPackage(place, wanted);
      return complaint === undefined ? [] : [`${file}:${line} ${complaint}`];
    });
  });
}

/** One sentence for each file whose name says nothing about what is in it. */
export function nameViolations(files: Iterable<string>): readonly string[] {
  return [...files]
    .filter((file) =>
      file.split('/').some((part) => /^(utils?|helpers?|types?|common|misc)(\.|$)/i.test(part)),
    )
    .map((file) => `${file} is named after no noun of the product`);
}

function refusedFile(file: string, place: string, wanted: string, typesOnly: boolean): string | undefined {
  const target = path.posix.join(path.posix.dirname(file), wanted);
  // Examples are written as authors write, who mostly leave extensions out.
  if (place !== 'examples' && !/\.(ts|css|json)$/.test(target))
    return `imports "${wanted}" without its extension`;
  if (covers(place, target) && placeOf(target) === place) return undefined;
  const row = importTable[place];
  if (row?.places.some((allowed) => covers(allowed, target))) return undefined;
  if (!row?.typesOf?.some((allowed) => covers(allowed, target)))
    return `imports ${target}, which ${place} may not`;
  return typesOnly ? undefined : `imports more than types of ${target}`;
}

function refusedPackage(place: string, wanted: string): string | undefined {
  const name = wanted.startsWith('node:') ? 'node:' : packageName(wanted);
  const owner = owners[name];
  if (owner !== undefined && owner !== place) return `imports ${name}, which only ${owner} may`;
  return importTable[place]?.packages.includes(name) ? undefined : `imports ${name}, which ${place} may not`;
}

function packageName(wanted: string): string {
  return wanted
    .split('/')
    .slice(0, wanted.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The row of the table that speaks for a file: the longest place that covers it. */
function placeOf(file: string): string | undefined {
  return Object.keys(importTable)
    .filter((place) => covers(place, file))
    .sort((a, b) => b.length - a.length)[0];
}

function covers(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}
