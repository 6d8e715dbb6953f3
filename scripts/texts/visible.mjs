/** How texts for people look: several words, or one with a capital. */
const looks = /[A-Za-z]{2,}[.,:;]? +[a-zA-Z($]|\{\} [a-z]{2}|^[A-Z][a-z]+…?$/;

/** What looks so and is none: names of keys, of classes and of VS Code's own, and texts in other languages than English. */
const others = [
  // Keys, members of VS Code's API, and names that are the same in every language.
  /^(Escape|Enter|Home|End|None|Expanded|Collapsed|Backstep|Mermaid)$/,
  // Words that `counted` has texts for.
  /^(earlier value|later value|child workflow)$/,
  // Classes in the page, fonts, transformations, media queries.
  /^[\w-]+ [\w-]+-(\{\}|empty)( \{\})?$|^(value|facts|call) (error|nothing|quiet|damage|failed)$|^\w+ overlay$|^(side|status|log) \{\}$/,
  /^(\d+ )?\{?\d*\}?px \{\}$|^translate\(|^\(prefers-/,
  // Documents for the browser, and what they may load.
  /<!DOCTYPE|-src /,
];

/** Files that write code, or that fail only by a mistake of ours. */
const otherFiles =
  /extension\/(stepSkeleton|workflowTemplate)\.ts$|webview\/(elk|layouter|font|timeline\/brushes|raster\/main)\.ts$/;

/**
 * @param {string} file
 * @param {string} text
 */
export function isForPeople(file, text) {
  const isPath = text.startsWith('/{}/') || /^step \{\}$/.test(text);
  return looks.test(text) && !isPath && !otherFiles.test(file) && !others.some((other) => other.test(text));
}
