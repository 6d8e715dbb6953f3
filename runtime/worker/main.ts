/**
 * The one process beside the extension: it reads workflows' sources and recordings, so that neither work nor a crash
 * of either ever reaches the extension host. It is forked, speaks over Node's IPC channel, and ends with it.
 */
import { readFile } from 'node:fs/promises';
import type { Extractor } from '../extract/extract.ts';
import type { Numbered, WorkerRequest, WorkerResponse } from '../model/workerProtocol.ts';
import { createOpenRecording } from './openRecording.ts';
import { createQueue } from './queue.ts';
import { readRecording } from './recordings.ts';

/** One for the worker's life, so that a keystroke costs what it changed; loaded when it is first needed. */
let extractor: Promise<Extractor> | null = null;

const recordings = readRecording(createOpenRecording());

const receive = createQueue(
  {
    async extract({ file, text }) {
      const { extract } = await loadExtractor();
      return { type: 'extract', extraction: extract(file, { text }) };
    },

    async other(request) {
      switch (request.type) {
        case 'stateNames': {
          const { file, workflow, texts, others } = request;
          const { stateNames } = await loadExtractor();
          return { type: 'stateNames', names: stateNames(file, workflow, { texts, others }) };
        }
        case 'inputType': {
          const { file, workflow, start } = request;
          const { inputTypeOf } = await import('../extract/inputType.ts');
          return {
            type: 'inputType',
            input: inputTypeOf(file, await readFile(file, 'utf8'), workflow, start),
          };
        }
        case 'recordedSource': {
          const { openRun } = await import('../recording/reader.ts');
          const { extract } = await import('../extract/extract.ts');
          using run = await openRun(request.path);
          const { file, source } = run.header;
          return { type: 'extract', extraction: extract(file, { text: source }) };
        }
        default:
          return await recordings(request);
      }
    },
  },
  send,
);

process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  // The other end is the extension that forked this very file, so its messages are of this type.
  receive(message as Numbered<WorkerRequest>);
});

function loadExtractor(): Promise<Extractor> {
  extractor ??= import('../extract/extract.ts').then(({ createExtractor }) => createExtractor());
  return extractor;
}

function send(response: Numbered<WorkerResponse>): void {
  if (process.send === undefined) {
    throw new Error('no-channel: the worker answers over IPC; start it with child_process.fork');
  }
  // The channel may close while an answer is on its way; then nobody is left to hear of it.
  process.send(response, undefined, undefined, () => undefined);
}
