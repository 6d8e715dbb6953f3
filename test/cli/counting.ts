import path from 'node:path';

/**
 * A workflow that counts to `limit` with a service whose second answer comes at the second try. It writes what it runs
 * into `folder`, and hangs where HANG_AT says; NO_CALLS makes each call of the service fail.
 *
 * @param asked what it gives to the service
 * @param more what its step does besides
 */
export const counting = (folder: string, asked = 'n', more = ''): string => `
import { appendFileSync } from 'node:fs';
import { type Context, done, step, workflow } from 'backstep';
type Ctx = Context<{ session: { n: number; flaky: number }; config: { limit: number }; services: { adder: { add(n: number): Promise<number>; size: number } } }>;
class Adder {
  size = 1;
  async add(n: number) {
    if (process.env['NO_CALLS']) throw new Error('a live call');
    if (n === 2 && !process.env['FAILED']) { process.env['FAILED'] = 'once'; throw new TypeError('try again'); }
    return n + this.size;
  }
}
@workflow({ states: ['COUNT', 'END'], start: 'COUNT', services: () => ({ adder: new Adder() }), session: () => ({ n: 0, flaky: 0 }), config: { limit: 5 } })
export class Counting {
  @step('COUNT', { retry: { attempts: 2 } })
  async count(_: null, { session, config, adder }: Ctx) {
    appendFileSync(${JSON.stringify(path.join(folder, 'ran.txt'))}, session.n + '\\n');
    if (process.env['HANG_AT'] === String(session.n)) { console.error('hanging'); await new Promise(() => setInterval(() => {}, 1000)); }
    const n = session.n;
    session.n = await adder.add(${asked});
    ${more}
    return session.n >= config.limit ? 'END' : 'COUNT';
  }
  @step('END') end(_: null, { session }: Ctx) { return done(session.n); }
}
`;
