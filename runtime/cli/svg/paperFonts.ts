import type { Fonts } from '../../../webview/figure.ts';

/** Every font for code is as wide as this, or less, for each letter of its size. */
const letterWidth = 0.61;

/** Letters that take the room of two: those of East Asian scripts, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Extended_Pictographic}]/u;

/** The sizes of the picture's words without a screen to measure them on: nobody knows in which font they will show. */
export const paperFonts: Fonts = {
  key: 'paper',
  nameSize: 13,
  smallSize: 11,
  name: (text) => cells(text) * 13 * letterWidth,
  small: (text) => cells(text) * 11 * letterWidth,
};

function cells(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0);
}
