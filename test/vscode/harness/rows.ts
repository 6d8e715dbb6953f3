import type { Locator } from 'playwright-core';
import { eventually } from './eventually.ts';

/** One visible row of a VS Code list or tree. */
export interface Row {
  readonly index: number;
  readonly level: number;
  readonly expanded: boolean | undefined;
  /** What a screen reader says. */
  readonly label: string;
  readonly text: string;
  /** Texts of the parts of a variable's row. */
  readonly name: string;
  readonly value: string;
}

/**
 * The rows of a list in the order in which a person sees them. VS Code keeps only rows in sight in the page, and not in
 * their order.
 */
export async function rowsOf(list: Locator): Promise<readonly Row[]> {
  const rows = await list.locator('.monaco-list-row').evaluateAll((elements) =>
    elements.map((element) => {
      const expanded = element.getAttribute('aria-expanded');
      return {
        index: Number(element.getAttribute('data-index')),
        level: Number(element.getAttribute('aria-level') ?? 1),
        expanded: expanded === null ? undefined : expanded === 'true',
        label: element.getAttribute('aria-label') ?? '',
        text: element.textContent ?? '',
        name: (element.querySelector('.name')?.textContent ?? '').replace(/\s*[:=]?\s*$/, ''),
        value: element.querySelector('.value')?.textContent ?? '',
      };
    }),
  );
  return rows.sort((a, b) => a.index - b.index);
}

/**
 * The row on screen, to be clicked, as long as it stands where it stood: rows move as others come and go. Whoever clicks
 * looks for it again when it does not.
 */
export function rowAt(list: Locator, { index, label }: Row): Locator {
  return list.locator(`.monaco-list-row[data-index="${index}"]${label === '' ? '' : labelled(label)}`);
}

/** The selector of what a screen reader calls exactly so. */
export function labelled(label: string): string {
  return `[aria-label="${label.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\a ')}"]`;
}

/** Waits for a row by what a screen reader says of it, and clicks on it. */
export async function clickRow(
  list: Locator,
  label: RegExp,
  options: { readonly button?: 'left' | 'right' } = {},
): Promise<void> {
  await eventually(`the row ${label} to be clicked`, async () => {
    const rows = await rowsOf(list);
    const row = rows.find((one) => label.test(one.label));
    if (row === undefined) throw new Error(`there are ${rows.map((one) => one.label).join(' | ')}`);
    await rowAt(list, row).click({ ...options, timeout: 5_000 });
    return true;
  });
}
