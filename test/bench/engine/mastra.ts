import path from 'node:path';
import { type Contender, firstMessages, type Message, message } from './contender.ts';
import { load, type Peer } from './peers.ts';

/** The newest that run on Node 20; later ones want 22.13. */
export const mastraPeer: Peer = {
  folder: 'mastra',
  packages: { '@mastra/core': '0.24.8', '@mastra/libsql': '0.16.4', zod: '4.2.0' },
};

interface Held {
  readonly n: number;
  readonly messages: readonly Message[];
}

interface Workflow {
  dountil(step: unknown, until: (given: { readonly inputData: Held }) => Promise<boolean>): Workflow;
  commit(): Workflow;
  createRunAsync(): Promise<{ start(given: object): Promise<{ readonly status: string }> }>;
}

interface Workflows {
  createWorkflow(options: object): Workflow;
  createStep(options: object): unknown;
}

interface Core {
  readonly Mastra: new (options: object) => { getWorkflow(name: string): Workflow };
}

interface LibSql {
  readonly LibSQLStore: new (options: { readonly url: string }) => unknown;
}

interface Zod {
  readonly z: {
    object(shape: object): unknown;
    number(): unknown;
    array(of: unknown): unknown;
    any(): unknown;
  };
}

export const mastra: Contender = {
  name: 'Mastra, libSQL',
  about: `\`@mastra/core\` ${mastraPeer.packages['@mastra/core']} (newer ones want Node 22.13): a loop of one step, whose state is stored in libSQL each time; no history`,
  steps: { small: 500, push: 50 },
  async prepare(workload, steps, dir) {
    const { createWorkflow, createStep } = load('mastra', '@mastra/core/workflows') as Workflows;
    const { Mastra } = load('mastra', '@mastra/core/mastra') as Core;
    const { LibSQLStore } = load('mastra', '@mastra/libsql') as LibSql;
    const { z } = load('mastra', 'zod') as Zod;
    const shape = z.object({ n: z.number(), messages: z.array(z.any()) });
    const once = createStep({
      id: 'once',
      inputSchema: shape,
      outputSchema: shape,
      execute: async ({ inputData: { n, messages } }: { readonly inputData: Held }) => ({
        n: n + 1,
        messages: workload === 'small' ? messages : [...messages, message(messages.length)],
      }),
    });
    const workflow = createWorkflow({ id: 'bench', inputSchema: shape, outputSchema: shape })
      .dountil(once, async ({ inputData }) => inputData.n >= steps)
      .commit();
    const app = new Mastra({
      storage: new LibSQLStore({ url: `file:${path.join(dir, 'mastra.db')}` }),
      workflows: { bench: workflow },
      logger: false,
      telemetry: { enabled: false },
    });
    const run = await app.getWorkflow('bench').createRunAsync();
    return {
      async go() {
        const inputData = { n: 0, messages: workload === 'small' ? [] : firstMessages() };
        const { status } = await run.start({ inputData });
        if (status !== 'success') throw new Error(`Mastra's run ended as ${status}`);
      },
      async end() {},
    };
  },
};
