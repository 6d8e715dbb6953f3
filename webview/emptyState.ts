import { html, setText } from './element.ts';
import { icon } from './icon.ts';
import { visible } from './label.ts';
import { t } from './text.ts';

/** What stands in the place of the picture while there is none. */
export interface EmptyState {
  readonly element: HTMLElement;
  /** Null hides it. */
  show(message: { readonly title: string; readonly reason: string } | null): void;
}

/** What is said where there are no states to draw. */
export function emptyMessage(
  workflow: string | null,
  reason: string | null,
): { readonly title: string; readonly reason: string } {
  if (workflow !== null) {
    return {
      title: t('{0} has no states yet', visible(workflow, 80)),
      reason: reason ?? t('Name the states in an enum, and decorate a method with @step for each.'),
    };
  }
  return {
    title: t('No state graph to show'),
    reason: reason ?? t('Open a TypeScript file with a class that is decorated @workflow.'),
  };
}

export function createEmptyState(): EmptyState {
  const title = html('h2', {});
  const reason = html('p', {});
  const element = html('div', { class: 'empty' }, icon('graph', 48), title, reason);
  element.hidden = true;
  return {
    element,
    show(message) {
      element.hidden = message === null;
      setText(title, message?.title ?? '');
      setText(reason, visible(message?.reason ?? '', 600));
    },
  };
}
