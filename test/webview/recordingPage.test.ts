import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/vscode/browser.mjs';
import { json, shellIn } from '../cli/shell.ts';
import { examine } from './axe.ts';
import { type Theme, themes } from './harness.ts';

/** The page of a recording, as it is exported and, with the colours of VS Code's themes, as it is shown there. */
const example = fileURLToPath(new URL('../../examples/answer-refinement.ts', import.meta.url));
const artifacts = fileURLToPath(new URL('../../test-artifacts/webview', import.meta.url));
const shell = shellIn('recording-page');
const { run } = json(shell.backstep('run', example, '--record', 'runs', '--json'));
const file = path.join(shell.folder, 'run.html');
assert.equal(shell.backstep('export', run, '--dir', 'runs', '--format', 'html', '--out', file).status, 0);
let browser: Browser | null = null;

before(async () => {
  await mkdir(artifacts, { recursive: true });
  browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
});
after(() => browser?.close());

interface Look {
  readonly theme?: Theme;
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly of?: string;
}

async function open({ of = file, theme, colorScheme = 'light', width = 900 }: Look): Promise<Page> {
  assert.ok(browser);
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  await page.goto(pathToFileURL(of).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  if (theme === undefined) return page;
  const { kind, variables } = JSON.parse(
    await readFile(new URL(`themes/${theme}.json`, import.meta.url), 'utf8'),
  );
  await page.evaluate(
    ([look, colours]) => {
      document.body.className = look;
      for (const [name, value] of Object.entries(colours))
        document.documentElement.style.setProperty(name, value);
    },
    [kind, variables] as [string, Record<string, string>],
  );
  return page;
}

const looks: readonly (readonly [string, Look])[] = [
  ...themes.map((theme) => [theme, { theme }] as const),
  ['exported-light', { colorScheme: 'light' }],
  ['exported-dark', { colorScheme: 'dark' }],
];

for (const [name, look] of looks) {
  test(`${name}: axe finds nothing serious, with a step open and with all closed`, async () => {
    const page = await open(look);
    await examine({ page, complaints: [] }, `${name}, closed`);
    await page.getByRole('button', { name: /^Step 2, GENERATED/ }).click();
    await page.getByText('session.answer', { exact: true }).waitFor();
    await examine({ page, complaints: [] }, `${name}, open`);
    await page.screenshot({ path: path.join(artifacts, `recording-${name}.png`) });
    await page.close();
  });
}

test('a step is opened by keys, and what is opened is told', async () => {
  const page = await open({});
  const step = page.getByRole('button', { name: /^Step 2, GENERATED/ });
  await step.focus();
  await page.keyboard.press('Enter');
  await page.getByText('session.answer', { exact: true }).waitFor();
  assert.equal(await step.getAttribute('aria-expanded'), 'true');
  await page.close();
});

test('at twice the size of text nothing is lost at the side', async () => {
  // A window of 1,280 points at 200 % has room for half of them.
  const page = await open({ width: 640 });
  await page.getByRole('button', { name: /^Step 2, GENERATED/ }).click();
  await page.getByText('session.answer', { exact: true }).waitFor();
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(beyond <= 0, `${beyond} points lie beyond the edge`);
  await page.close();
});

test('calls of models are read as conversations, streamed ones too, with what they cost', async () => {
  shell.write(
    'chat.ts',
    `import { done, step, workflow } from 'backstep';
    const chat = {
      async create({ messages }: { messages: unknown[] }) {
        const message = { role: 'assistant', content: 'Because <b>it</b> is.' };
        return { choices: [{ message }], usage: { input_tokens: 1200, output_tokens: 3, cost: 0.0123 }, messages };
      },
      async *stream(_: string) { yield 'Piece by '; yield 'piece.'; },
    };
    @workflow({ states: ['ASKED'], start: 'ASKED', services: () => ({ chat }) })
    export class Chat {
      @step('ASKED')
      async ask(_: null, { chat: model }: any) {
        await model.create({ model: 'm-1', messages: [{ role: 'user', content: 'Why?' }] });
        for await (const _piece of model.stream('Go on')) continue;
        return done();
      }
    }`,
  );
  const { run: chatRun } = json(shell.backstep('run', 'chat.ts', '--record', 'runs', '--json'));
  const of = path.join(shell.folder, 'chat.html');
  const exported = shell.backstep('export', chatRun, '--dir', 'runs', '--format', 'html', '--out', of);
  assert.equal(exported.status, 0, exported.stderr);
  const page = await open({ of });
  await page.getByRole('button', { name: /^Step 1, ASKED/ }).click();
  await page.locator('.said').first().waitFor();
  const said = page.locator('.call').first().locator('.said .value');
  assert.deepEqual(await said.allTextContents(), ['Why?', 'Because <b>it</b> is.']);
  const [made, streamed] = await page.locator('.call-name').allTextContents();
  assert.match(made ?? '', /1,200 tokens in, 3 out · \$0\.0123/);
  assert.match(streamed ?? '', /streamed/);
  await page.locator('.said .value', { hasText: /^Piece by piece\.$/ }).waitFor();
  // What the conversation was read from is there too.
  await page.getByText('As JSON').first().click();
  await page.locator('.as-json').first().getByText('"model": "m-1"').waitFor();
  await page.close();
});

test('a step that threw is not said to have returned', async () => {
  const booking = fileURLToPath(new URL('../../examples/trip-booking.ts', import.meta.url));
  const { run: failed } = json(shell.backstep('run', booking, '--record', 'runs', '--json'));
  const of = path.join(shell.folder, 'failed.html');
  const exported = shell.backstep('export', failed, '--dir', 'runs', '--format', 'html', '--out', of);
  assert.equal(exported.status, 0, exported.stderr);
  const page = await open({ of });
  await page.getByText(/· started \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/).waitFor();
  const parts = async (button: RegExp) => {
    await page.getByRole('button', { name: button }).click();
    const step = page.locator('div.step');
    await step.waitFor();
    const titles = await step.getByRole('heading', { level: 3 }).allTextContents();
    await page.getByRole('button', { name: button }).click();
    await step.waitFor({ state: 'detached' });
    return titles;
  };
  assert.deepEqual(await parts(/^Step 2, HOTEL/), ['Session changes', 'Calls', 'Data', 'Returned']);
  assert.deepEqual(await parts(/^Step 3, CAR/), ['Thrown', 'Calls', 'Data']);
  await page.close();
});
