import { type Context, child, done, fail, goto, step, workflow } from 'backstep';
import { LibrarySearch } from './library-search';

/** What the model wants next: a tool, or the answer. */
type Wish =
  | { tool: 'search'; query: string }
  | { tool: 'calculate'; left: number; right: number }
  | { tool: 'none'; answer: string };

/**
 * Stands in for a model that uses tools: it decides by what it was told so far. Its services see the conversation, so
 * that Calls shows in each turn what it knew.
 */
class AgentModel {
  async next(question: string, messages: string[]): Promise<Wish> {
    const [height, steps] = messages.map((message) => Number(/\d+/.exec(message)?.[0]));
    if (height === undefined) return { tool: 'search', query: `height in: ${question}` };
    if (steps === undefined) return { tool: 'calculate', left: height * 100, right: 18 };
    return { tool: 'none', answer: `About ${steps} steps of 18 cm.` };
  }
}

enum State {
  THINK = 'THINK',
  CALCULATE = 'CALCULATE',
  OBSERVE = 'OBSERVE',
  GIVE_UP = 'GIVE_UP',
}

type Ctx = Context<{
  input: { question: string } | null;
  session: { messages: string[] };
  config: { maxMessages: number };
  services: { model: AgentModel };
}>;

const question = 'How many steps lead up the Eiffel Tower?';

/**
 * An agent: the model asks for tools until it knows the answer. One tool is a step, the other a workflow of its own.
 * Press F5 and step: the child is a thread of its own. With another question the search fails, and the agent gives up:
 * --input '{"question":"How deep is the sea?"}'.
 */
@workflow({
  states: State,
  start: State.THINK,
  services: () => ({ model: new AgentModel() }),
  session: () => ({ messages: [] }),
  config: { maxMessages: 10 },
})
export class ResearchAgent {
  @step(State.THINK, { onError: State.GIVE_UP })
  async think(_: unknown, { session, input, config, model }: Ctx) {
    const wish = await model.next(input?.question ?? question, session.messages);
    if (session.messages.length >= config.maxMessages) return fail('it asks for more and more');
    switch (wish.tool) {
      case 'search':
        return child(LibrarySearch, { query: wish.query }, State.OBSERVE);
      case 'calculate':
        return goto(State.CALCULATE, wish);
      case 'none':
        return done(wish.answer);
    }
  }

  @step(State.CALCULATE)
  calculate({ left, right }: { left: number; right: number }) {
    return goto(State.OBSERVE, `${Math.round(left / right)} times ${right}`);
  }

  @step(State.OBSERVE)
  observe(message: string, { session }: Ctx) {
    session.messages.push(message);
    return State.THINK;
  }

  @step(State.GIVE_UP)
  giveUp({ error }: { error: { message: string } }) {
    return done(`I do not know: ${error.message}`);
  }
}
