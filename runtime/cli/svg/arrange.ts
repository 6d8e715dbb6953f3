import { answerTo } from '../../layout/arrange.ts';
import { arrangeInRows } from '../../layout/layering.ts';
import type { Arrangement, LayoutJob } from '../../model/geometry.ts';

/** More nodes and edges than this, and the layout takes minutes: the plain arrangement has them at once. */
const mostElements = 4_000;

/** Arranges a graph as the graph view has it arranged. What the layout cannot do is arranged in rows. */
export function arrange(job: LayoutJob): Arrangement {
  if (job.nodes.length + job.edges.length > mostElements) return arrangeInRows(job);
  const answer = answerTo(job);
  return 'arrangement' in answer ? answer.arrangement : arrangeInRows(job);
}
