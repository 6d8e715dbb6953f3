import { inReadingOrder, legible, legibleLines } from '../runtime/model/legible.ts';

/**
 * A name from code or from a recording where VS Code draws an icon for `$(bug)`, as it does in the status bar and in lists
 * to choose from: as it is written, with everything invisible as escapes.
 */
export function plainName(name: string): string {
  return withoutIcons(inReadingOrder(legible(name)));
}

export function withoutIcons(text: string): string {
  return text.replace(/\$\([\w-]+(~\w+)?\)/g, '\\$&');
}

/** A message with its lines, but without links, and with everything that is not seen as escapes. */
export function plainMessage(message: string): string {
  return legibleLines(message).replaceAll('](', '] (');
}
