import path from 'node:path';
import { type Contender, firstMessages, type Message, message } from './contender.ts';
import { load, type Peer } from './peers.ts';

export const langgraphPeer: Peer = {
  folder: 'langgraph',
  packages: {
    '@langchain/langgraph': '1.7.3',
    '@langchain/core': '1.4.0',
    '@langchain/langgraph-checkpoint-sqlite': '1.0.4',
    'better-sqlite3': '12.10.0',
    zod: '4.2.0',
  },
};

interface State {
  readonly n: number;
  readonly messages: readonly Message[];
}

interface Builder {
  addNode(name: string, run: (state: State) => object): Builder;
  addEdge(from: string, to: string): Builder;
  addConditionalEdges(from: string, choose: (state: State) => string, to: readonly string[]): Builder;
  compile(options: { readonly checkpointer: unknown }): {
    invoke(input: object, options: object): Promise<unknown>;
  };
}

interface LangGraph {
  readonly StateGraph: new (state: unknown) => Builder;
  readonly Annotation: {
    (field: { reducer(old: unknown, next: unknown): unknown; default(): unknown }): unknown;
    Root(fields: object): unknown;
  };
  readonly MemorySaver: new () => unknown;
  readonly START: string;
  readonly END: string;
}

interface SqliteSaver {
  readonly SqliteSaver: { fromConnString(file: string): { readonly db: { close(): void } } };
}

export const langgraphMemory = contender(
  'LangGraph.js, memory',
  'checkpoints in memory, nothing on disk',
  () => ({
    saver: new (langgraph().MemorySaver)(),
    close: () => undefined,
  }),
);

export const langgraphSqlite = contender(
  'LangGraph.js, SQLite',
  'a checkpoint in SQLite after each step',
  (dir) => {
    const { SqliteSaver } = load('langgraph', '@langchain/langgraph-checkpoint-sqlite') as SqliteSaver;
    const saver = SqliteSaver.fromConnString(path.join(dir, 'checkpoints.sqlite'));
    return { saver, close: () => saver.db.close() };
  },
);

function contender(
  name: string,
  about: string,
  open: (dir: string) => { readonly saver: unknown; readonly close: () => void },
): Contender {
  return {
    name,
    about: `\`@langchain/langgraph\` ${langgraphPeer.packages['@langchain/langgraph']}: ${about}`,
    steps: { small: 1000, push: 100 },
    async prepare(workload, steps, dir) {
      const { saver, close } = open(dir);
      const graph = workload === 'small' ? small(saver, steps) : push(saver, steps);
      const first = workload === 'small' ? { n: 0 } : { n: 0, messages: firstMessages() };
      const options = { recursionLimit: steps + 1, configurable: { thread_id: 'bench' } };
      return {
        async go() {
          await graph.invoke(first, options);
        },
        async end() {
          close();
        },
      };
    },
  };
}

function small(saver: unknown, steps: number) {
  const { StateGraph, Annotation, START, END } = langgraph();
  const state = Annotation.Root({ n: Annotation({ reducer: (_, next) => next, default: () => 0 }) });
  return new StateGraph(state)
    .addNode('a', ({ n }) => ({ n: n + 1 }))
    .addNode('b', ({ n }) => ({ n: n + 1 }))
    .addEdge(START, 'a')
    .addEdge('a', 'b')
    .addConditionalEdges('b', ({ n }) => (n >= steps ? END : 'a'), ['a', END])
    .compile({ checkpointer: saver });
}

function push(saver: unknown, steps: number) {
  const { StateGraph, Annotation, START, END } = langgraph();
  const state = Annotation.Root({
    n: Annotation({ reducer: (_, next) => next, default: () => 0 }),
    messages: Annotation({
      reducer: (old, added) => [...(old as Message[]), ...(added as Message[])],
      default: () => [],
    }),
  });
  return new StateGraph(state)
    .addNode('a', ({ n, messages }) => ({ n: n + 1, messages: [message(messages.length)] }))
    .addEdge(START, 'a')
    .addConditionalEdges('a', ({ n }) => (n >= steps ? END : 'a'), ['a', END])
    .compile({ checkpointer: saver });
}

function langgraph(): LangGraph {
  return load('langgraph', '@langchain/langgraph') as LangGraph;
}
