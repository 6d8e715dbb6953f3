import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { untilPlace } from './statusBar.ts';

// Drawn as text, which can be read from the page.
const { scenario } = inRealVsCode({ settings: { 'terminal.integrated.gpuAcceleration': 'off' } });

const asking = `import { createInterface } from 'node:readline/promises';
import { done, step, workflow, type Context } from 'backstep';

@workflow({ states: ['ASK', 'GREET', 'SPIN'], start: 'ASK' })
export class Greeting {
  @step('ASK')
  async ask(_: null, { session }: Context<{ session: { name?: string } }>) {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    session.name = await lines.question('Who are you? ');
    lines.close();
    return 'GREET';
  }

  @step('GREET')
  greet(_: null, { session }: Context<{ session: { name?: string } }>) {
    console.log(\`Welcome, \${session.name}\`);
    return session.name === 'Grace' ? 'SPIN' : done();
  }

  @step('SPIN')
  spin() {
    console.log('round and round');
    for (;;);
  }
}
`;

async function shown({ page }: VsCode): Promise<string> {
  return (
    (await page.locator('.terminal-wrapper:visible .xterm-rows').first().textContent({ timeout: 2_000 })) ??
    ''
  );
}

async function untilShown(code: VsCode, text: string): Promise<void> {
  await eventually(`the terminal to show ${text}`, async () => {
    const seen = (await shown(code)).replaceAll('\u00a0', ' ');
    if (!seen.includes(text)) throw new Error(`it shows ${seen}`);
    return true;
  });
}

async function typeIn({ page }: VsCode, line: string): Promise<void> {
  await page.locator('.terminal-wrapper:visible .xterm-helper-textarea').first().focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

scenario('a workflow in the integrated terminal prints there, and reads what is typed', async (code) => {
  const { editor, debug, workbench, workspace } = code;
  await writeFile(path.join(workspace, 'greeting.ts'), asking);
  await mkdir(path.join(workspace, '.vscode'), { recursive: true });
  const configuration = {
    type: 'backstep',
    request: 'launch',
    name: 'Greet in a terminal',
    program: `\${workspaceFolder}/greeting.ts`,
    console: 'integratedTerminal',
  };
  await writeFile(
    path.join(workspace, '.vscode', 'launch.json'),
    JSON.stringify({ version: '0.2.0', configurations: [configuration] }),
  );
  await editor.open('greeting.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await untilPlace(code, /: ASK · step 0 · live$/);
  await debug.makeRoom();
  await debug.press('Step Over');
  await untilShown(code, 'Who are you?');
  await typeIn(code, 'Ada');
  await untilPlace(code, /: GREET · step 1 · live$/);
  await debug.untilVariable(['Session', 'name'], '"Ada"');
  await debug.press('Step Over');
  await untilShown(code, 'Welcome, Ada');
  await workbench.screenshot('terminal');
});

scenario('a rewind and a restart run in a terminal too', async (code) => {
  const { debug } = code;
  await debug.press('Restart');
  await untilPlace(code, /: ASK · step 0 · live$/);
  await debug.press('Step Over');
  await untilShown(code, 'Who are you?');
  await typeIn(code, 'Grace');
  await untilPlace(code, /: GREET · step 1 · live$/);
  await debug.press('Step Over');
  await untilShown(code, 'Welcome, Grace');
  await untilPlace(code, /: SPIN · step 2 · live$/);
});

scenario('Stop ends a step there that never ends', async (code) => {
  const { debug } = code;
  await debug.press('Step Over');
  await untilShown(code, 'round and round');
  await debug.press('Stop');
  await debug.untilEnded();
  // The shell prompts again: what it ran is gone.
  await eventually('the shell to be back', async () => /Killed/.test(await shown(code)));
  assert.deepEqual(code.errors(), []);
});
