/** What extension code that is tested outside of VS Code has of its API: the texts as they are written, and its language. */
export const l10n = {
  t(text: string, ...values: readonly (string | number | boolean)[]): string {
    return text.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
  },
};

/** A VS Code that speaks English. */
export const env = { language: 'en' };
