/** Folders whose sources are nobody's own. */
const foreign = /[\\/](?:node_modules|\.git|\.backstep|bower_components)[\\/]/;

/** Whether a file may be a source that the user writes: declarations and what others wrote are not. */
export function isProjectSource(file: string): boolean {
  return !foreign.test(file) && !/\.d\.[cm]?ts$|\.min\.[cm]?js$/.test(file) && /\.[cm]?[jt]sx?$/.test(file);
}

/** Last parts of all that a text imports from files, without their endings: `./states.js` is `states`. */
export function importedNames(text: string): ReadonlySet<string> {
  const found = text.matchAll(
    /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*(['"])(\.[^'"\n]*|[~@#][^'"\n]*)\1/g,
  );
  return new Set(
    [...found].map(({ 2: specifier = '' }) =>
      (specifier.split('/').at(-1) ?? '').replace(/\.[cm]?[jt]sx?$/, ''),
    ),
  );
}
