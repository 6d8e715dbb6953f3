import { type Context, done, fail, goto, step, workflow } from 'backstep';

enum Search {
  QUERIED = 'QUERIED',
  READ = 'READ',
}

type SearchCtx = Context<{ input: { query: string }; services: { library: Library } }>;

class Library {
  async find(query: string): Promise<string[]> {
    return /tower/i.test(query) ? ['heights/towers'] : [];
  }

  async read(page: string): Promise<string> {
    return `${page}: 324 m`;
  }
}

/** Looks something up in a library. research-agent.ts runs it as a child; alone it runs with --input '{"query":"towers"}'. */
@workflow({ states: Search, start: Search.QUERIED, services: () => ({ library: new Library() }) })
export class LibrarySearch {
  @step(Search.QUERIED)
  async query({ query }: { query: string }, { library }: SearchCtx) {
    const [page] = await library.find(query);
    if (page === undefined) return fail(`nothing is known of ${query}`);
    return goto(Search.READ, page);
  }

  @step(Search.READ)
  async read(page: string, { library }: SearchCtx) {
    return done(await library.read(page));
  }
}
