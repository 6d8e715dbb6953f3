import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Contender } from './contender.ts';

/** The least that keeping steps can cost: no engine, no retries, no session, one line of JSON for each step. */
export const append: Contender = {
  name: 'bare append',
  about: 'no engine: one line of JSON, of the size of a frame, written for each step',
  steps: { small: 10_000 },
  async prepare(_, steps, dir) {
    const file = openSync(path.join(dir, 'steps'), 'w');
    return {
      async go() {
        for (let seq = 1; seq <= steps; seq++) writeSync(file, `${JSON.stringify(line(seq))}\n`);
      },
      async end() {
        closeSync(file);
      },
    };
  },
};

function line(seq: number): object {
  return {
    seq,
    branch: '',
    state: 'A',
    data: { n: seq },
    patches: [{ op: 'set', path: ['n'], value: seq }],
    directive: { directive: 'goto', state: 'B', data: { n: seq } },
    next: 'B',
    attempts: [{ startedAt: seq, durationMs: 0.01, error: null }],
    startedAt: seq,
    durationMs: 0.01,
  };
}
