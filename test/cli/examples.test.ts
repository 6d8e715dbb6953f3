import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { assertRunsAreDrawn } from '../extract/held.ts';
import { json, shellIn } from './shell.ts';

const examples = distFile('../examples');
const { backstep, folder } = shellIn('examples');
const runs: string[] = [];

interface Expected {
  readonly status: 'done' | 'failed' | 'waiting';
  readonly path: string;
  /** The output, or the error's message. */
  readonly output: RegExp | string;
  readonly steps: number;
}

/** Runs an example through the command line, and holds the way that it took and what came of it. */
function check(name: string, words: readonly string[], expected: Expected): void {
  const [file, ...options] = words;
  test(name, () => {
    const result = backstep('run', path.join(examples, `${file}.ts`), ...options, '--json');
    const { run, status, path: states, output, error, steps } = json(result);
    assert.equal(result.status, status === 'done' ? 0 : 1, result.stderr);
    assert.deepEqual(
      { status, path: states.join(' '), steps },
      { status: expected.status, path: expected.path, steps: expected.steps },
    );
    const said: unknown = error?.message ?? output;
    const text = typeof said === 'string' ? said : JSON.stringify(said);
    if (typeof expected.output === 'string') assert.equal(text, expected.output);
    else assert.match(text, expected.output);
    runs.push(run);
  });
}

const rounds = ['CHECKED', 'REFINED', 'CHECKED', 'REFINED'].join(' ');
check('answer-refinement', ['answer-refinement'], {
  status: 'done',
  path: `START GENERATED ${rounds} CHECKED END #done`,
  output: /^Durable execution means .*next one starts\.$/,
  steps: 8,
});
check('map-reduce: the documents that can be read are joined in their order', ['map-reduce'], {
  status: 'done',
  path: 'START JOINED REPORTED #done',
  output: /^3 documents\. Journals: .* Snapshots: .* Forks: .*\. Left out: Blank has no text\.$/,
  steps: 8,
});
check('approval: it waits', ['approval'], {
  status: 'waiting',
  path: 'REQUESTED',
  output: 'null',
  steps: 1,
});
check('approval: a decision', ['approval', '--signal', 'decision={"approved":true,"by":"Ada"}'], {
  status: 'done',
  path: 'REQUESTED DECIDED PAID #done',
  output: '120 paid to Grace, approved by Ada',
  steps: 4,
});
check('approval: a refusal', ['approval', '--signal', 'decision={"approved":false,"by":"Ada"}'], {
  status: 'failed',
  path: 'REQUESTED DECIDED #failed',
  output: 'refused by Ada',
  steps: 3,
});
check('approval: a reminder, and the expiry', ['approval', '--skip-time'], {
  status: 'done',
  path: 'REQUESTED REMINDED EXPIRED #done',
  output: 'expired after 2 letters',
  steps: 5,
});
check('trip-booking: all of it', ['trip-booking', '--input', '{"to":"Oslo","days":3}'], {
  status: 'done',
  path: 'FLIGHT HOTEL CAR BOOKED #done',
  output: '["flight in Oslo","hotel in Oslo","car in Oslo"]',
  steps: 4,
});
check('trip-booking: or nothing', ['trip-booking'], {
  status: 'failed',
  path: 'FLIGHT HOTEL CAR #failed',
  output: 'no car in Lisbon for 12 days',
  steps: 5,
});
check('research-agent: two tools and the answer', ['research-agent'], {
  status: 'done',
  path: 'THINK OBSERVE THINK CALCULATE OBSERVE THINK #done',
  output: 'About 1800 steps of 18 cm.',
  steps: 9,
});
check(
  'research-agent: a search in vain',
  ['research-agent', '--input', '{"question":"How deep is the sea?"}'],
  { status: 'done', path: 'THINK GIVE_UP #done', output: /^I do not know: nothing is known of/, steps: 4 },
);
check('library-search, alone', ['library-search', '--input', '{"query":"towers"}'], {
  status: 'done',
  path: 'QUERIED READ #done',
  output: 'heights/towers: 324 m',
  steps: 2,
});

test('each of these runs replays the same, without a call', () => {
  const replayed = backstep('replay', ...runs, '--json');
  assert.equal(replayed.status, 0, replayed.stdout + replayed.stderr);
});

test('each of these runs is in the graph of its example', async () => {
  assert.ok((await assertRunsAreDrawn(path.join(folder, '.backstep/runs'))) > 50);
});

test('an undo leaves the session as its steps wrote it', () => {
  const run = json(backstep('run', path.join(examples, 'trip-booking.ts'), '--json'))['run'];
  const { session } = json(backstep('show', run, '--at', '5', '--json'));
  assert.deepEqual(session, {
    bookings: ['flight in Lisbon', 'hotel in Lisbon'],
    cancelled: ['hotel in Lisbon', 'flight in Lisbon'],
  });
});

test('the graphs of the examples have no problems', () => {
  const checked = backstep('check', examples, '--json');
  assert.equal(checked.status, 0, checked.stdout);
  assert.deepEqual(json(checked)['problems'], []);
});

test('every transition that these runs took is drawn', async () => {
  assert.ok((await assertRunsAreDrawn(path.join(folder, '.backstep/runs'))) > 30);
});
