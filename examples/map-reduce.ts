import { type BranchResult, type Context, done, fanOut, goto, step, workflow } from 'backstep';
import { type Model, StandInModel } from './stand-in-model';

enum State {
  START = 'START',
  SUMMARISED = 'SUMMARISED',
  JOINED = 'JOINED',
  REPORTED = 'REPORTED',
}

interface Document {
  title: string;
  text: string;
}

type Ctx = Context<{
  input: { documents: Document[] } | null;
  session: { summaries: string[]; unreadable: string[] };
  services: { model: Model };
}>;

const library: Document[] = [
  { title: 'Journals', text: 'A journal only grows. What was written stays. Readers start at the end.' },
  {
    title: 'Snapshots',
    text: 'A snapshot is the state at one moment. It saves reading all that came before.',
  },
  { title: 'Blank', text: '' },
  { title: 'Forks', text: 'A fork shares the past with its parent. What comes after is its own.' },
];

/**
 * Summarises documents side by side, three at a time, and joins the summaries. A document that cannot be summarised is
 * noted, and the others count. Press F5 and step: each branch is a thread of its own in the Call Stack.
 */
@workflow({
  states: State,
  start: State.START,
  services: () => ({ model: new StandInModel() }),
  session: () => ({ summaries: [], unreadable: [] }),
})
export class MapReduce {
  @step(State.START)
  start(input: { documents: Document[] } | null) {
    return fanOut(State.SUMMARISED, input?.documents ?? library, {
      join: State.JOINED,
      concurrency: 3,
      onBranchError: 'collect',
    });
  }

  /** A branch: it gets one document, and hands its summary to the join. */
  @step(State.SUMMARISED)
  async summarise({ title, text }: Document, { model }: Ctx) {
    if (text === '') throw new Error(`${title} has no text`);
    return done(`${title}: ${await model.complete(`Refine this text to its core:\n\n${text}`)}`);
  }

  /** The results come in the order of the documents, whichever was finished first. */
  @step(State.JOINED)
  join(results: BranchResult<string>[], { session }: Ctx) {
    for (const result of results) {
      if (result.status === 'done') session.summaries.push(result.value);
      else session.unreadable.push(result.error.message);
    }
    return goto(State.REPORTED, { read: session.summaries.length });
  }

  @step(State.REPORTED)
  report({ read }: { read: number }, { session }: Ctx) {
    const missing = session.unreadable.length > 0 ? ` Left out: ${session.unreadable.join(', ')}.` : '';
    return done(`${read} documents. ${session.summaries.join(' ')}${missing}`);
  }
}
