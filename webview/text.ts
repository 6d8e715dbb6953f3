/** What the extension hands to a page: its texts in the reader's language, by the texts in English. */
type Texts = Readonly<Record<string, string>>;

interface PageWithTexts {
  readonly body: { readonly dataset: Readonly<Record<string, string | undefined>> };
}

const known = new WeakMap<PageWithTexts, Texts>();

/**
 * A text in the reader's language; `{0}`, `{1}`, … stand for the values. Pictures on paper, which have no page around
 * them, are in English.
 */
export function t(text: string, ...values: readonly (string | number)[]): string {
  const words = textsOfPage()[text] ?? text;
  return words.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}

function textsOfPage(): Texts {
  const { document: page } = globalThis as { document?: PageWithTexts };
  if (page === undefined) return {};
  const texts = known.get(page) ?? (JSON.parse(page.body.dataset['texts'] ?? '{}') as Texts);
  known.set(page, texts);
  return texts;
}
