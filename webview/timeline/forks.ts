import type { RunFamily } from '../../runtime/model/family.ts';
import { moment } from '../../runtime/model/moment.ts';
import type { PositionBody } from '../../runtime/model/position.ts';
import type { RunStatus } from '../../runtime/model/run.ts';
import { html, setAttribute, setText, svg } from '../element.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { counted, grouped } from '../words.ts';
import { type ForkRow, forkRows } from './forkRows.ts';

/** Which run came from which step: a lane for each run, hanging from the one that it was forked from. */
export interface Forks {
  readonly element: HTMLElement;
  family(family: RunFamily | null): void;
  position(position: PositionBody | null): void;
  /** False while there is only one run. */
  focus(): boolean;
}

const rowHeight = 20;
/** The drawing is stretched to the width that there is. */
const wide = 1000;

const signs: Readonly<Record<RunStatus, string>> = {
  running: '▸',
  unfinished: '⌿',
  done: '✓',
  failed: '✕',
  waiting: '◌',
  stopped: '■',
};

export function createForks(open: (run: string) => void): Forks {
  const drawing = svg('svg', {
    class: 'fork-lines',
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  const list = html('div', { class: 'fork-rows' });
  const more = html('div', { class: 'fork-more' });
  const element = html(
    'div',
    { class: 'forks', role: 'tree', 'aria-label': t('Runs that were forked from each other') },
    html('div', { class: 'fork-area' }, drawing, list),
    more,
  );
  element.hidden = true;
  let family: RunFamily | null = null;
  let position: PositionBody | null = null;
  let rows: readonly ForkRow[] = [];
  let items: readonly HTMLElement[] = [];
  let drawn = '';

  const show = () => {
    const { run = null, head = 0, seq = 0 } = position ?? {};
    // A family of another run is that of before a fork: until the new one comes it has nothing to say.
    const known = family && family.run === run ? family : null;
    rows = known ? forkRows(known.runs, run, head) : [];
    element.hidden = rows.length < 2;
    const signature = JSON.stringify([rows, run]);
    if (signature !== drawn) {
      drawn = signature;
      draw(run, known?.omitted ?? 0);
    }
    const here = rows.findIndex(({ run: { id } }) => id === run);
    const longest = Math.max(1, ...rows.map(({ run: { steps } }) => steps));
    for (const [index, item] of items.entries()) {
      const dot = item.querySelector<HTMLElement>('.fork-here');
      if (!dot) continue;
      dot.hidden = index !== here;
      dot.style.left = `${(seq / longest) * 100}%`;
    }
  };

  const draw = (current: string | null, omitted: number) => {
    const focused = items.indexOf(document.activeElement as HTMLElement);
    setAttribute(drawing, 'viewBox', `0 0 ${wide} ${Math.max(1, rows.length) * rowHeight}`);
    drawing.replaceChildren(
      ...rows.map(({ from, to, parent, run }, index) => {
        const y = (index + 0.5) * rowHeight;
        const top = parent === null ? y : (parent + 0.5) * rowHeight;
        const path = `M${from * wide} ${top}V${y}H${Math.max(to, from + 0.004) * wide}`;
        const line = svg('path', { class: 'fork-line', 'data-status': run.status, d: path });
        line.classList.toggle('fork-current', run.id === current);
        return line;
      }),
    );
    items = rows.map((row) => itemOf(row, row.run.id === current));
    list.replaceChildren(...items);
    setTab(focused >= 0 && focused < items.length ? focused : currentRow(current));
    // While the focus is elsewhere in the window, a row would take it from there.
    if (focused >= 0 && document.hasFocus()) items[Math.min(focused, items.length - 1)]?.focus();
    more.hidden = omitted === 0;
    setText(more, omitted === 0 ? '' : t('{0} not shown', counted(omitted, 'run')));
  };

  const currentRow = (current: string | null) =>
    Math.max(
      0,
      rows.findIndex(({ run }) => run.id === current),
    );
  const setTab = (index: number) => {
    items.forEach((item, at) => {
      item.tabIndex = at === index ? 0 : -1;
    });
  };
  const go = (index: number | null | undefined) => {
    const item = typeof index === 'number' ? items[index] : undefined;
    if (!item) return;
    setTab(items.indexOf(item));
    item.focus();
  };
  const choose = (index: number) => {
    const row = rows[index];
    if (row && row.run.id !== position?.run) open(row.run.id);
  };

  list.addEventListener('click', (event) => {
    const index = indexAt(event.target);
    go(index);
    choose(index);
  });
  list.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !onKey(event.key, indexAt(event.target))) return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    element,
    family(next) {
      family = next;
      show();
    },
    position(next) {
      position = next;
      show();
    },
    focus() {
      if (element.hidden) return false;
      items.find(({ tabIndex }) => tabIndex === 0)?.focus();
      return true;
    },
  };

  function indexAt(target: EventTarget | null): number {
    const item = target instanceof Element ? target.closest<HTMLElement>('.fork-row') : null;
    return item ? items.indexOf(item) : -1;
  }

  function onKey(key: string, index: number): boolean {
    switch (key) {
      case 'ArrowUp':
        go(index - 1);
        return true;
      case 'ArrowDown':
        go(index + 1);
        return true;
      case 'ArrowLeft':
        go(rows[index]?.parent);
        return true;
      case 'ArrowRight':
        go(rows.findIndex(({ parent }) => parent === index));
        return true;
      case 'Home':
        go(0);
        return true;
      case 'End':
        go(items.length - 1);
        return true;
      case 'Enter':
      case ' ':
        choose(index);
        return true;
      default:
        return false;
    }
  }
}

function itemOf({ run, depth, parent }: ForkRow, isCurrent: boolean): HTMLElement {
  const short = visible(run.id.length > 10 ? `…${run.id.slice(-6)}` : run.id, 20);
  const steps = counted(run.steps, 'step');
  const forked = parent === null ? [] : [t('forked after step {0}', grouped(run.parentSeq))];
  const status = isCurrent ? t('this run') : statusWord(run.status);
  const facts = [status, steps, ...forked].join(', ');
  // Whoever speaks to the computer says what they see: the name holds it as it stands there.
  const words = [short, steps, ...forked].join(' · ');
  const began = moment(run.startedAt);
  const started = began === null ? [] : [t('Started {0}', began)];
  const title = [t('Run {0}: {1}', visible(run.id, 120), facts), ...started];
  const here = html('span', { class: 'fork-here' });
  here.hidden = true;
  const item = html(
    'div',
    {
      class: 'fork-row',
      role: 'treeitem',
      'aria-level': depth,
      'aria-label': isCurrent
        ? t('Run {0}, {1}', words, status)
        : t('Run {0}, {1}, Enter opens it', words, status),
      'data-run': run.id,
      title: [...title, ...(isCurrent ? [] : [t('Click to open it')])].join('\n'),
    },
    html('span', { class: 'fork-lane' }, here),
    html('span', { class: 'fork-words' }, `${signs[run.status]} ${words}`),
  );
  item.classList.toggle('fork-row-current', isCurrent);
  setAttribute(item, 'aria-selected', String(isCurrent));
  if (isCurrent) item.setAttribute('aria-current', 'true');
  return item;
}

function statusWord(status: RunStatus): string {
  switch (status) {
    case 'running':
      return t('running');
    case 'unfinished':
      return t('unfinished');
    case 'done':
      return t('done');
    case 'failed':
      return t('failed');
    case 'waiting':
      return t('waiting');
    case 'stopped':
      return t('stopped');
    default:
      return status satisfies never;
  }
}
