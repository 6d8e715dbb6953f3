/**
 * Control characters, and those that turn the direction of the text around them: clients show texts as they are, and
 * with one of these a name reads like another.
 */
const misleading = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The text with what would mislead a reader as escapes, as JSON writes them. */
export function legible(text: string): string {
  return text.replace(misleading, (character) => {
    const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `\\u${digits.padStart(4, '0')}`;
  });
}
