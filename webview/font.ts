import type { Fonts } from './figure.ts';

/** The fonts of the picture as the editor has them, measured on a canvas. */
export function currentFonts(): Fonts {
  const style = getComputedStyle(document.documentElement);
  const family = style.getPropertyValue('--vscode-editor-font-family').trim() || 'monospace';
  const nameSize = Math.min(40, Number.parseFloat(style.getPropertyValue('--vscode-font-size')) || 13);
  const smallSize = Math.round(nameSize * 0.85 * 2) / 2;
  return {
    key: `${nameSize} ${family}`,
    nameSize,
    smallSize,
    name: measure(`600 ${nameSize}px ${family}`),
    small: measure(`${smallSize}px ${family}`),
  };
}

function measure(font: string): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return (text) => text.length * 8;
  context.font = font;
  const known = new Map<string, number>();
  return (text) => {
    const width = known.get(text) ?? context.measureText(text).width;
    if (known.size < 20_000) known.set(text, width);
    return width;
  };
}
