/**
 * Names and values come from code and from recordings of strangers. What a client would show as nothing at all, or what
 * changes how the text around it is read, is shown as an escape: with one of these, one name reads like another.
 */

/**
 * Control characters, halves of pairs, private characters (an icon font draws them), separators of lines, and everything
 * that a font draws as nothing: zero widths, soft hyphens, tags, selectors of variants, what turns the direction of text.
 */
const invisible = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]/gu;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Makes one picture of several: a person with a laptop, in a colour of skin, as a heart of text or as one of colour. */
const glued = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?$/u;
const pictograph = /^\p{Extended_Pictographic}/u;
const plainPictograph = /(?!\p{Emoji_Presentation})\p{Extended_Pictographic}$/u;

/** Asks for another shape of the letters beside it: Arabic ones that would join, Indian ones that would melt into one. */
const joining =
  /(?![\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef])(?=\p{Script=Arabic})\p{L}$/u;
const arabic = /^(?=\p{Script=Arabic})\p{L}/u;
const virama = /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]$/u;
const letter = /^\p{L}/u;

/** The text with everything invisible as escapes; what makes letters and pictures of other scripts what they are stays. */
export function legible(text: string): string {
  return text.replace(invisible, (character, at: number) =>
    isNeeded(character, text, at) ? character : (named[character] ?? escapeOf(character)),
  );
}

/** The same for a text of several lines, which stay lines. */
export function legibleLines(text: string): string {
  return text.replace(/[^\n\t]+/g, legible);
}

/** A name within a sentence: in quotes, and of a length that leaves room for the rest. */
export function quoted(name: string): string {
  const shown = name.length > mostOfName ? `${beginning(name, mostOfName)}…` : name;
  return `"${legible(shown.replace(/["\\]/g, '\\$&'))}"`;
}

const mostOfName = 120;

/** A message that is no longer than a person reads; the whole stands in the recording. */
export function shortened(message: string): string {
  if (message.length <= mostOfMessage) return message;
  return `${beginning(message, mostOfMessage)}… (${message.length} characters)`;
}

const mostOfMessage = 4_000;

/** At most so much of the beginning of a text; no character is cut that is written in several parts. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const around = new Intl.Segmenter().segment(text.slice(0, length + 64));
  return text.slice(0, around.containing(length)?.index || length);
}

/** A name that is written from right to left, before what joins it to the next: an arrow, a point, the number of a step. */
const beforeJoint =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}][^\p{L}→·#]*?(?= *(?: [→·]| {2}#\d))/gu;

/**
 * Names that are joined to a text, in this order from left to right whatever they are written in: between two that are
 * written from right to left, an arrow would point from the second to the first.
 */
export function inReadingOrder(text: string): string {
  return text.replace(beforeJoint, '$&\u200e');
}

function isNeeded(character: string, text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 3), at);
  const after = text.slice(at + 1, at + 3);
  switch (character) {
    case '\ufe0f':
      return plainPictograph.test(before) || after.startsWith('\u20e3');
    case '\u200d':
      return (glued.test(before) && pictograph.test(after)) || virama.test(before);
    case '\u200c':
      return (joining.test(before) && arabic.test(after)) || (virama.test(before) && letter.test(after));
    default:
      return false;
  }
}

function escapeOf(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
}
