import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import type { DapClient } from './dapClient.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

/** A program that cannot be launched: the refusal names the thing and the remedy, with no stack of ours. */
function checkLaunch(name: string, write: (folder: string) => string, code: string, message: RegExp): void {
  test(name, async () => {
    await withDebugging(async ({ launch, client }, folder) => {
      await assert.rejects(launch(write(folder)), (error: Error & { code: string }) => {
        assert.equal(error.code, code, error.message);
        assert.match(error.message, message);
        return true;
      });
      await client.event('terminated');
      if (code === 'duplicate-step' || code === 'missing-step') {
        const told = client.traffic.find((message) => message['event'] === 'output')?.['body'];
        assert.equal((told as { line?: number }).line, 3, 'the line of the class');
      }
      assert.doesNotMatch(outputOf(client), /dist[\\/](host|cli|chunk)/, 'no line of ours');
    });
  });
}

checkLaunch(
  'a file that does not parse',
  (folder) => {
    const file = join(folder, 'broken.ts');
    writeFileSync(file, "import { workflow } from 'backstep';\n@workflow({\nexport class {");
    return file;
  },
  'syntax-error',
  /broken\.ts/,
);
checkLaunch(
  'two steps for one state',
  (folder) => writeWorkflow(folder, ['A'], '@step(State.A) one() {}\n@step(State.A) two() {}'),
  'duplicate-step',
  /Flow has two steps for A, one and two: keep one/,
);
checkLaunch(
  'a state without a step',
  (folder) => writeWorkflow(folder, ['A', 'B'], '@step(State.A) one() {}'),
  'missing-step',
  /Flow has no step for B: add a method/,
);
checkLaunch(
  'a service that cannot be constructed',
  (folder) =>
    writeWorkflow(
      folder,
      ['A'],
      '@step(State.A) one() {}',
      "services: () => { throw new Error('OPENAI_API_KEY is not set'); },",
    ),
  'services-failed',
  /services of Flow could not be made: OPENAI_API_KEY is not set/,
);
checkLaunch(
  'a session that is not JSON',
  (folder) => writeWorkflow(folder, ['A'], '@step(State.A) one() {}', 'session: () => ({ at: new Date() }),'),
  'not-json',
  /session\.at is a Date: store an ISO string/,
);
checkLaunch(
  'a file without a workflow',
  (folder) => {
    writeFileSync(join(folder, 'plain.ts'), 'export const a = 1;');
    return join(folder, 'plain.ts');
  },
  'no-workflow',
  /exports no workflow: decorate a class/,
);
checkLaunch(
  'a module that is not there',
  (folder) => {
    writeFileSync(join(folder, 'flow.ts'), "import { x } from './nowhere';\nconsole.log(x);");
    return join(folder, 'flow.ts');
  },
  'module-not-found',
  /nowhere/,
);
checkLaunch('a program that is not there', (folder) => join(folder, 'none.ts'), 'bad-launch', /no such file/);

test('every field of the launch configuration wrong: all are named', async () => {
  await withDebugging(async ({ launch }) => {
    const wrong = {
      stopOnEntry: 'yes',
      session: 3,
      config: 'x',
      workflow: [],
      stopOnEnd: 1,
      noDebug: 'no',
      record: 5,
      node: {},
      replay: 7,
      env: { A: 1 },
      runtimeArgs: 'x',
      console: 'aTerminal',
      maxSteps: -1,
      cwd: '/nowhere/at/all',
      calls: { effects: 'never' },
      redact: 'password',
      keepRuns: 0,
      keepDays: 1.5,
      javaScriptDebugger: 'on',
      program: 'flow.ts',
    };
    // Whatever is added to a launch configuration is to be tried here; an input may be anything, and a trace is the client's.
    const known = new Set([...Object.keys(wrong), 'input', 'trace']);
    assert.deepEqual(
      launchAttributes().filter((name) => !known.has(name)),
      [],
    );
    await assert.rejects(launch(example, wrong), (error: Error) => {
      for (const field of Object.keys(wrong)) assert.match(error.message, new RegExp(`"${field}"`));
      return true;
    });
  });
});

/** A program that fails while it runs: the session stops where it failed and stays usable backwards. */
function checkRun(name: string, body: string, message: RegExp, line: number): void {
  test(name, async () => {
    await withDebugging(async ({ launch, move, stack, position }, folder) => {
      const file = writeWorkflow(
        folder,
        ['A', 'B'],
        `@step(State.A) a() { return State.B; }\n${body}`,
        'session: () => ({ user: {} as any }),',
      );
      await launch(file);
      const stop = await move('continue');
      assert.equal(stop.reason, 'exception');
      assert.match(stop.text ?? '', message);
      assert.equal((await stack())[0]?.line, line);
      await move('stepBack');
      assert.equal(position().state, 'B');
    });
  });
}

checkRun(
  'a step that returns a state that does not exist',
  "@step(State.B) b() {\n  return 'NOWHERE' as any;\n}",
  /went to "NOWHERE", which is not a state.*The states are A, B/,
  7,
);
checkRun(
  'a session value that is not JSON',
  '@step(State.B) b(_: null, { session }: any) {\n  session.user.at = new Date();\n  return done();\n}',
  /session\.user\.at is a Date: store an ISO string/,
  8,
);
checkRun(
  'a step that throws',
  "@step(State.B) b() {\n  throw new TypeError('no answer');\n}",
  /no answer/,
  7,
);

test('an endless loop inside a step: pause says so, and Stop ends it', async () => {
  await withDebugging(async ({ launch, client }, folder) => {
    await launch(writeWorkflow(folder, ['A'], '@step(State.A) a() { for (;;); }'));
    await client.request('continue', { threadId: 1 });
    await client.request('pause', { threadId: 1 });
    for (;;) {
      const { output } = await client.event<{ output: string }>('output');
      if (/Still inside A, step 1/.test(output)) break;
    }
    await client.request('terminate');
    await client.event('terminated');
    assert.deepEqual(
      readdirSync(join(folder, 'runs')).map((name) => name.replace(/.*\./, '')),
      ['sqlite'],
    );
  });
});

test('a host that dies: the finished steps are kept, and the session goes on in a new host', async () => {
  await withDebugging(async ({ launch, move, position }, folder) => {
    const marker = join(folder, 'died');
    const body = `@step(State.A) a() { return State.B; }
      @step(State.B) b() {
        if (!fs.existsSync(${JSON.stringify(marker)})) { fs.writeFileSync(${JSON.stringify(marker)}, ''); process.kill(process.pid, 'SIGKILL'); }
        return done('alive');
      }`;
    const file = writeWorkflow(folder, ['A', 'B'], body);
    writeFileSync(file, `import fs from 'node:fs';\n${(await import('node:fs')).readFileSync(file, 'utf8')}`);
    await launch(file);
    const died = await move('continue');
    assert.equal(died.reason, 'exception');
    assert.match(died.text ?? '', /The host ended inside B, step 2: signal SIGKILL.*kept/);
    assert.equal(position().seq, 1);
    assert.match((await move('continue')).description ?? '', /^done/);
  });
});

/** Requests that make no sense: an error response, and the session goes on. */
test('moves are refused while the workflow runs, and a client that vanishes leaves no host', async () => {
  await withDebugging(async ({ launch, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A'],
      '@step(State.A) async a() { console.log("pid " + process.pid + "."); await new Promise((r) => setTimeout(r, 60000)); }',
    );
    await launch(file);
    await client.request('next', { threadId: 1 });
    let pid = 0;
    while (pid === 0)
      pid = Number(/pid (\d+)\./.exec((await client.event<{ output: string }>('output')).output)?.[1] ?? 0);
    await assert.rejects(client.request('stepBack', { threadId: 1 }), { code: 'running' });
    await client.close();
    assert.ok(await gone(pid), 'the host is gone');
  });
});

function launchAttributes(): readonly string[] {
  const { contributes } = JSON.parse(readFileSync(distFile('../package.json'), 'utf8')) as {
    readonly contributes: {
      readonly debuggers: readonly {
        readonly configurationAttributes: { readonly launch: { readonly properties: object } };
      }[];
    };
  };
  return Object.keys(contributes.debuggers[0]?.configurationAttributes.launch.properties ?? {});
}

function outputOf(client: DapClient): string {
  return client.traffic
    .filter((message) => message['event'] === 'output')
    .map((message) => (message['body'] as { output: string }).output)
    .join('');
}

/** A killed process is there until its parent, whichever that is by then, has taken note. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((turn) => setTimeout(turn, 50));
  }
  return false;
}
