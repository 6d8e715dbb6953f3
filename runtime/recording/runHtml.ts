import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { distFile } from '../dist.ts';
import type { ExportedRun } from '../model/recorded.ts';
import type { RunReader } from './reader.ts';
import { recordedStep } from './recordedStep.ts';
import { recordedRun } from './runFacts.ts';
import { shortStack } from './shortStack.ts';
import type { Limit } from './shown.ts';

/**
 * A run as one page that needs no other file and no network: it holds its script, its style and its data, and a policy
 * that allows these and nothing else. What a recording says is data there, never markup.
 */
export function runHtml(run: RunReader): string {
  const script = readFileSync(distFile('recording.js'), 'utf8').replace(
    /\n?\/\/# sourceMappingURL=.*\n?$/,
    '',
  );
  const style = readFileSync(distFile('recording.css'), 'utf8').replace(
    /\n?\/\*# sourceMappingURL=.*\n?$/,
    '',
  );
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${run.header.workflow}, run ${run.header.id}`)}</title>
<style>${style}</style>
</head>
<body class="exported">
<script type="application/json" id="run">${embedded(exported(run), folderOf(run.summary.file))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function exported(run: RunReader): ExportedRun {
  const limit = budget();
  const timeline = run.timeline();
  const source = { ...timelineRun(timeline), end: run.end };
  const steps = Array.from({ length: run.head }, (_, index) => recordedStep(source, index + 1, limit));
  // Where the files lay on the machine that ran it is nobody's business where the page is read.
  const summary = { ...run.summary, path: '', file: run.summary.file.replace(/^.*[\\/]/s, '') };
  return { run: { ...recordedRun(run, limit), summary }, steps };
}

function timelineRun(timeline: ReturnType<RunReader['timeline']>) {
  return {
    header: timeline.header,
    head: timeline.head,
    frame: (k: number) => timeline.frame(k),
    snapshotAt: (k: number) => timeline.snapshotAt(k),
  };
}

/** Values are whole until the page has grown large; from then on long ones are shortened, and say so. */
function budget(): Limit {
  let left = mostCharacters;
  return (text) => {
    const cut = text.length <= alwaysWhole || text.length <= left ? text : text.slice(0, alwaysWhole);
    left = Math.max(0, left - cut.length);
    return cut;
  };
}

const mostCharacters = 32 * 1024 * 1024;
const alwaysWhole = 4_000;

function folderOf(file: string): string {
  return file.replace(/[\\/][^\\/]*$/, '');
}

/** JSON that cannot end the element it stands in, whatever is in it; stacks tell of no folder above that of the workflow. */
function embedded(value: ExportedRun, home: string): string {
  const json = JSON.stringify(value, (key, part: unknown) =>
    key === 'stack' && typeof part === 'string' ? shortStack(part, home) : part,
  );
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
