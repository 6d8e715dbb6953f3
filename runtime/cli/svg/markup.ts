/** A piece of SVG that is safe to put into a document: made by {@link element} alone. */
export interface Markup {
  readonly text: string;
}

/** An element. Strings among the children are text: none ever becomes markup. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (Markup | string)[]
): Markup {
  const words = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? String(rounded(value)) : value)}"`,
  );
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : child.text)).join('');
  return {
    text: inner === '' ? `<${name}${words.join('')}/>` : `<${name}${words.join('')}>${inner}</${name}>`,
  };
}

/** A tenth of a pixel is finer than anything drawn. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
