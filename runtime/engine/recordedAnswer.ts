import { BackstepError } from '../language/backstepError.ts';
import { put } from '../language/boundary.ts';
import type { RecordedStream } from '../model/answer.ts';
import type { Answer } from './answers.ts';
import { fromTypedJson, placeIn } from './typedJson.ts';

/** A recorded answer, made anew; its streams give their chunks again. */
export function givenAgain({ result, typed }: Extract<Answer, { type: 'told' }>): unknown {
  const value = fromTypedJson(result.value, ['result', 'value'], typed);
  if (result.type === 'value') return value;
  const root = { value };
  for (const [index, stream] of result.streams.entries()) {
    const chunks = stream.chunks.map((chunk, number) =>
      fromTypedJson(chunk, ['result', 'streams', index, 'chunks', number], typed),
    );
    // Where a value was redacted, nothing of it is left that could hold its streams.
    const place = placeIn(root, ['value', ...stream.path]);
    if (place) put(place.owner, place.key, streamOf(stream, chunks));
  }
  return root.value;
}

function streamOf({ kind, end }: RecordedStream, chunks: readonly unknown[]): unknown {
  return kind === 'iterable' ? iterableOf(chunks, end) : readableOf(chunks, end);
}

async function* iterableOf(chunks: readonly unknown[], end: RecordedStream['end']): AsyncGenerator<unknown> {
  yield* chunks;
  if (end !== 'done') throw incomplete(chunks.length);
}

function readableOf(chunks: readonly unknown[], end: RecordedStream['end']): ReadableStream {
  let given = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (given < chunks.length) controller.enqueue(chunks[given++]);
        else if (end === 'done') controller.close();
        else controller.error(incomplete(chunks.length));
      },
    },
    { highWaterMark: 0 },
  );
}

function incomplete(count: number): BackstepError {
  return new BackstepError(
    'answer-incomplete',
    `The recorded stream was left after ${count} chunks, and more is read of it now: let the service answer by the policy "live".`,
  );
}
