import type { Heat } from '../runtime/model/heat.ts';
import { createBanner } from './banner.ts';
import { t } from './text.ts';
import { counted, grouped } from './words.ts';

/** The heat map of all runs: asked for, added up elsewhere, then shown in the place of the run that is debugged. */
export interface HeatMode {
  /** Says what the colours mean. */
  readonly element: HTMLElement;
  /** Whether it was asked for; the sums come a little later. */
  readonly on: boolean;
  /** The sums, if they are those of that workflow. */
  of(workflow: string | null): Heat | null;
  toggle(): void;
  /** Null where the sums could not be had. */
  take(heat: Heat | null): void;
  /** Another workflow is drawn. */
  renew(): void;
  show(workflow: string | null): void;
}

export function createHeatMode(ask: () => void, say: (text: string) => void): HeatMode {
  const banner = createBanner('heat');
  let on = false;
  let heat: Heat | null = null;
  const of = (workflow: string | null) => (heat !== null && heat.workflow === workflow ? heat : null);
  return {
    element: banner.element,
    get on() {
      return on;
    },
    of,
    toggle() {
      on = !on;
      heat = null;
      if (on) ask();
    },
    take(next) {
      on &&= next !== null;
      heat = on ? next : null;
    },
    renew() {
      heat = null;
      if (on) ask();
    },
    show(workflow) {
      const shown = of(workflow);
      banner.show(shown ? describeHeat(shown) : on ? t('Adding up all runs…') : null, 'heat');
      if (shown) say(describeHeat(shown));
    },
  };
}

function describeHeat({ runs, omitted }: Heat): string {
  const left = omitted > 0 ? `, ${t('{0} left out', grouped(omitted))}` : '';
  return t(
    '{0}{1}: longer bars took more time, wider edges were taken more often, pale is never visited',
    counted(runs, 'run'),
    left,
  );
}
