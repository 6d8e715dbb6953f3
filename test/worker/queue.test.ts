import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackstepError } from '../../runtime/language/backstepError.ts';
import type { Numbered, WorkerRequest, WorkerResponse } from '../../runtime/model/workerProtocol.ts';
import { createQueue } from '../../runtime/worker/queue.ts';

interface Row {
  readonly requests: readonly Numbered<WorkerRequest>[];
  /** Texts that are extracted, in order. */
  readonly extracted: readonly string[];
  /** Answers by request number. */
  readonly answers: Readonly<Record<number, string>>;
}

function check(name: string, { requests, extracted, answers }: Row): void {
  test(name, async () => {
    const done: string[] = [];
    const got: Record<number, string> = {};
    await new Promise<void>((resolve) => {
      const receive = createQueue(
        {
          async extract({ file, text }) {
            await Promise.resolve();
            done.push(`${file}=${text}`);
            if (text === 'mistake') throw new BackstepError('no-such-thing', 'There is no such thing.');
            return { type: 'extract', extraction: { file: `${file}=${text}`, workflows: [], problems: [] } };
          },
          other: () => Promise.resolve({ type: 'runs', runs: [], unreadable: [] }),
        },
        (response) => {
          got[response.id] = summary(response);
          if (Object.keys(got).length === requests.length) resolve();
        },
      );
      for (const request of requests) receive(request);
    });
    assert.deepEqual(got, answers);
    assert.deepEqual(done, extracted);
  });
}

function summary(response: WorkerResponse): string {
  if (response.type === 'extract') return response.extraction.file;
  return response.type === 'failed' ? `${response.code}: ${response.message}` : response.type;
}

function extract(id: number, file: string, text: string): Numbered<WorkerRequest> {
  return { id, type: 'extract', file, text };
}

check('files are extracted in the order in which they were asked for', {
  requests: [extract(1, 'a', '1'), extract(2, 'b', '1')],
  extracted: ['a=1', 'b=1'],
  answers: { 1: 'a=1', 2: 'b=1' },
});

check('a newer text takes the place of an older one that waits, and answers both', {
  requests: [extract(1, 'a', '1'), extract(2, 'b', '1'), extract(3, 'a', '2'), extract(4, 'a', '3')],
  extracted: ['a=3', 'b=1'],
  answers: { 1: 'a=3', 2: 'b=1', 3: 'a=3', 4: 'a=3' },
});

check('other requests do not wait behind extractions', {
  requests: [extract(1, 'a', '1'), { id: 2, type: 'runs', dir: 'd' }],
  extracted: ['a=1'],
  answers: { 1: 'a=1', 2: 'runs' },
});

check('a failure is an answer, and the next file is extracted', {
  requests: [extract(1, 'a', 'mistake'), extract(2, 'b', '1')],
  extracted: ['a=mistake', 'b=1'],
  answers: { 1: 'no-such-thing: There is no such thing.', 2: 'b=1' },
});
