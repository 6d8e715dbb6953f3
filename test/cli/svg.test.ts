import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createArrange } from '../../runtime/cli/svg/arrange.ts';
import { svgOf } from '../../runtime/cli/svg/paper.ts';
import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import type { LayoutJob } from '../../webview/geometry.ts';
import { arrangeInRows } from '../../webview/layering.ts';
import { extractText, header, steps } from '../extract/check.ts';
import { everything, longGraph } from '../webview/graphs.ts';

const arrange = createArrange();

/** Throws where a tag has no end, an attribute no quotes, or a sign stands for itself: then it is no XML. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-z]+)((?: [\w:-]+="[^"<>]*")*)(\/?)>/g,
    (_, end, name, _words, empty) => {
      if (end === '/') assert.equal(open.pop(), name);
      else if (empty === '') open.push(name);
      return '';
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]|&(?!(?:amp|lt|gt|quot);)/);
}

function draw(graphs: readonly WorkflowGraph[], notes: readonly string[] = []): string {
  const svg = svgOf(graphs, notes, arrange);
  assertWellFormed(svg);
  return svg;
}

test('every state and transition is drawn, inside the paper', () => {
  const svg = draw([everything]);
  const count = (pattern: RegExp) => [...svg.matchAll(pattern)].length;
  assert.equal(count(/class="node node-state/g), everything.states.length);
  assert.equal(count(/class="edge edge-(?!start)/g), everything.transitions.length);
  const [, width = 0, height = 0] = (/width="(\d+)" height="(\d+)"/.exec(svg) ?? []).map(Number);
  for (const [, x, y] of svg.matchAll(/class="node [^"]*" transform="translate\(([\d.-]+) ([\d.-]+)\)"/g)) {
    assert.ok(Number(x) >= 0 && Number(x) < width && Number(y) >= 0 && Number(y) < height);
  }
});

test('it needs nothing but itself', () => {
  assert.deepEqual(draw([everything]).match(/https?:[^"]*|@import|url\(|<script|href/g), [
    'http://www.w3.org/2000/svg',
  ]);
});

test('no name becomes markup, and none turns the text around it', () => {
  const hostile = `${header}
enum State { '</text><script>alert(1)</script>', 'a"b&c\\u202e', B }
@workflow({ states: State, start: State.B, name: '<Flow & "Co">' }) class Flow {
  @step(State.B) b(data: any) { return data.x < 1 && data.y > 2 ? State['a"b&c\\u202e'] : State['</text><script>alert(1)</script>']; }
}`;
  const svg = draw(extractText(hostile).workflows);
  assert.doesNotMatch(svg, /<script|\u202e/);
  assert.match(svg, /&lt;Flow &amp; &quot;Co&quot;&gt;/);
});

test('several workflows stand below each other', () => {
  const text = steps({ A: 'return State.B;' });
  const svg = draw([...extractText(text).workflows, everything]);
  const tops = [...svg.matchAll(/class="title" x="24" y="([\d.]+)"/g)].map(([, y]) => Number(y));
  assert.equal(tops.length, 2);
  assert.ok((tops[1] ?? 0) > (tops[0] ?? 0) + 100);
});

test('without a workflow it says why', () => {
  assert.match(
    draw([], ['Line 1: There is no workflow in this file.']),
    /There is no workflow in this file\./,
  );
});

test('a graph that is too large for the layout is drawn in rows', () => {
  const rows: LayoutJob[] = [];
  const graph = longGraph(3000);
  const svg = draw([graph]);
  const plain = svgOf([graph], [], (job) => {
    rows.push(job);
    return arrangeInRows(job);
  });
  assert.equal(rows.length, 1);
  assert.equal(svg, plain);
});
