import { type Figures, type Fonts, figuresOf, layoutEdges, layoutNodes } from './figure.ts';
import type { Arrangement } from './geometry.ts';
import { createLayouter } from './layouter.ts';
import type { Plan } from './plan.ts';
import { t } from './text.ts';

/** A plan that has been arranged. */
export interface Drawing {
  readonly id: number;
  readonly plan: Plan;
  readonly figures: Figures;
  readonly arrangement: Arrangement;
  /** True when everything has the place that it had in the drawing before. */
  readonly unmoved: boolean;
  /** Why it is arranged plainly; null when it is not. */
  readonly trouble: string | null;
}

/** The newest arrangement, and the signature of what it arranges. */
export interface Settled {
  readonly signature: string;
  readonly arrangement: Arrangement;
}

/** Plans on their way to the picture: the newest is measured, arranged, and given back. */
export interface Drafts {
  arrange(plan: Plan, fonts: Fonts): void;
  /** What is under way is not wanted any more. */
  drop(): void;
  readonly settled: Settled | null;
}

interface Draft {
  readonly id: number;
  readonly plan: Plan;
  readonly figures: Figures;
  /** Sizes and connections: plans that agree in these are arranged alike. */
  readonly signature: string;
}

export function createDrafts(
  layoutScript: string,
  kept: Settled | null,
  drawn: (drawing: Drawing) => void,
  failed: (message: string) => void,
): Drafts {
  let draft: Draft | null = null;
  let settled = kept;
  let jobs = 0;
  let trouble: string | null = null;
  const layouter = createLayouter(layoutScript, {
    arranged,
    failed(text) {
      trouble = t('The layout failed, so the graph is drawn plainly: {0}', text);
      failed(text);
    },
  });

  function arranged(id: number, arrangement: Arrangement): void {
    if (!draft || draft.id !== id) return;
    const { plan, figures, signature } = draft;
    const unmoved = settled?.arrangement === arrangement;
    settled = trouble === null ? { signature, arrangement } : null;
    draft = null;
    drawn({ id, plan, figures, arrangement, unmoved, trouble });
  }

  return {
    arrange(plan, fonts) {
      const figures = figuresOf(plan, fonts);
      const nodes = layoutNodes(plan, figures);
      const edges = layoutEdges(plan, figures);
      const signature = JSON.stringify([nodes, edges]);
      draft = { id: ++jobs, plan, figures, signature };
      // Most of what is typed moves lines and nothing else.
      if (settled?.signature === signature) {
        arranged(draft.id, settled.arrangement);
        return;
      }
      trouble = null;
      layouter.arrange({ id: draft.id, nodes, edges });
    },
    drop() {
      draft = null;
    },
    get settled() {
      return settled;
    },
  };
}
