import type { Locator } from 'playwright-core';

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

/** The row on screen, to be clicked. */
export function rowAt(list: Locator, { index }: Row): Locator {
  return list.locator(`.monaco-list-row[data-index="${index}"]`);
}
