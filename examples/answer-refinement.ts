import { type Context, done, goto, step, workflow } from 'backstep';
import { type Model, StandInModel } from './stand-in-model';

enum State {
  START = 'START',
  GENERATED = 'GENERATED',
  CHECKED = 'CHECKED',
  REFINED = 'REFINED',
  END = 'END',
}

type Ctx = Context<{
  input: { question: string } | null;
  session: { question: string; answer: string; rounds: number };
  config: { maxWords: number };
  services: { model: Model };
}>;

/** Asks a model, and has the answer refined until it is concise. */
@workflow({
  states: State,
  start: State.START,
  services: () => ({ model: new StandInModel() }),
  session: () => ({ question: '', answer: '', rounds: 0 }),
  config: { maxWords: 25 },
})
export class AnswerRefinement {
  @step(State.START)
  start(input: { question: string } | null, { session }: Ctx) {
    session.question = input?.question ?? 'What is durable execution?';
    return State.GENERATED;
  }

  @step(State.GENERATED)
  async generate(_: null, { session, model }: Ctx) {
    session.answer = await model.complete(`Answer this question: ${session.question}`);
    return State.CHECKED;
  }

  @step(State.CHECKED)
  check(_: null, { session, config }: Ctx) {
    const words = session.answer.split(/\s+/).length;
    if (words <= config.maxWords) {
      return State.END;
    }
    return goto(State.REFINED, { words });
  }

  @step(State.REFINED)
  async refine({ words }: { words: number }, { session, config, model }: Ctx) {
    session.rounds += 1;
    session.answer = await model.complete(
      `Refine this answer of ${words} words to at most ${config.maxWords}:\n\n${session.answer}`,
    );
    return State.CHECKED;
  }

  @step(State.END)
  end(_: null, { session }: Ctx) {
    return done(session.answer);
  }
}
