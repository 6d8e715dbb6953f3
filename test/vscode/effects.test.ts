import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { restartFrame } from './restartedFrame.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

/** Books a room in a file, and can take that back. */
const booking = `import { appendFileSync } from 'node:fs';
import { compensate, done, effect, goto, step, workflow, type Context } from 'backstep';

type Ctx = Context<{ session: { room: string }; services: { rooms: { book(place: string): Promise<string>; cancel(room: string): Promise<void> } } }>;

const rooms = {
  async book(place: string) {
    appendFileSync('world.txt', \`book \${place}\\n\`);
    return \`room at the \${place}\`;
  },
  async cancel(room: string) {
    appendFileSync('world.txt', \`cancel \${room}\\n\`);
  },
};

@workflow({
  states: ['CHOSEN', 'BOOKED', 'TOLD'],
  start: 'CHOSEN',
  session: () => ({ room: 'none' }),
  services: () => ({ rooms: effect('booking', rooms) }),
})
export class Booking {
  @step('CHOSEN')
  choose() {
    return goto('BOOKED', 'sea');
  }

  @step('BOOKED')
  async book(place: string, { session, rooms }: Ctx) {
    session.room = await rooms.book(place);
    return 'TOLD';
  }

  @compensate('BOOKED')
  async unbook(_: string, { session, rooms }: Ctx) {
    await rooms.cancel(session.room);
  }

  @step('TOLD')
  tell() {
    return done();
  }
}
`;

async function world({ workspace }: VsCode): Promise<readonly string[]> {
  const text = await readFile(path.join(workspace, 'world.txt'), 'utf8');
  return text.trim().split('\n');
}

/** Answers the question that a re-run asks before it changes the world once more. */
async function answer(
  { page, workbench }: VsCode,
  choice: string,
  asked = /about to call rooms\.book\("sea"\), which changes the world/,
): Promise<void> {
  const question = page.locator('.monaco-dialog-box');
  await question.filter({ hasText: asked }).waitFor();
  await workbench.screenshot(`effect-${choice.toLowerCase().replaceAll(/\W+/g, '-')}`);
  await question.getByRole('button', { name: choice, exact: true }).click();
  await question.waitFor({ state: 'hidden' });
}

/** Books a flight and a room at once. */
const trip = `import { appendFileSync } from 'node:fs';
import { done, effect, step, workflow, type Context } from 'backstep';

class Desk {
  readonly kind: string;
  constructor(kind: string) {
    this.kind = kind;
  }
  async book(place: string) {
    appendFileSync('trip.txt', \`\${this.kind} \${place}\\n\`);
    return this.kind;
  }
}

type Ctx = Context<{ services: { flights: Desk; rooms: Desk } }>;

@workflow({
  states: ['PLANNED', 'BOOKED', 'TOLD'],
  start: 'PLANNED',
  services: () => ({ flights: effect('flight', new Desk('flight')), rooms: effect('booking', new Desk('room')) }),
})
export class Trip {
  @step('PLANNED') plan() {
    return 'BOOKED';
  }
  @step('BOOKED') async book(_: null, { flights, rooms }: Ctx) {
    await Promise.all([flights.book('Oslo'), rooms.book('Oslo')]);
    return 'TOLD';
  }
  @step('TOLD') tell() {
    return done();
  }
}
`;

async function againFromBooked(code: VsCode): Promise<void> {
  await restartFrame(code, /^BOOKED → TOLD/);
  await untilPlace(code, /: BOOKED · step 1/);
  await code.debug.press('Step Over');
}

scenario(
  'a re-run asks before it changes the world again, and the recorded answer can be used',
  async (code) => {
    const { editor, debug, workspace } = code;
    await writeFile(path.join(workspace, 'booking.ts'), booking);
    await editor.open('booking.ts');
    await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
    await debug.pressF5();
    await untilPlace(code, /: CHOSEN · step 0 /);
    await debug.makeRoom();
    await debug.press('Step Over');
    await untilPlace(code, /: BOOKED · step 1 /);
    await debug.press('Step Over');
    await untilPlace(code, /: TOLD · step 2 · live$/);
    assert.deepEqual(await world(code), ['book sea']);
    await againFromBooked(code);
    await answer(code, 'Use Recorded Answer');
    await untilPlace(code, /: TOLD · step 2 · live · fork of/);
    await debug.untilVariable(['Session', 'room'], '"room at the sea"');
    assert.deepEqual(await world(code), ['book sea']);
  },
);

scenario(
  'a question that was closed is told in the status bar, and asked once more by a command',
  async (code) => {
    const { page, workbench } = code;
    await againFromBooked(code);
    const question = page.locator('.monaco-dialog-box');
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await untilPlace(code, /: BOOKED · step 1.* · waits for your decision about rooms\.book/);
    await workbench.screenshot('effect-undecided');
    await workbench.runCommand('Backstep: Decide About the Waiting Call…');
    await answer(code, 'Use Recorded Answer');
    await untilPlace(code, /: TOLD · step 2 · live · fork of/);
    assert.deepEqual(await world(code), ['book sea']);
  },
);

scenario('“Undo, Then Call Again” runs the compensation first', async (code) => {
  await againFromBooked(code);
  await answer(code, 'Undo, Then Call Again');
  await untilPlace(code, /: TOLD · step 2 · live · fork of/);
  assert.deepEqual(await world(code), ['book sea', 'cancel room at the sea', 'book sea']);
  assert.deepEqual(code.errors(), []);
});

scenario(
  'of several calls that wait, a click in the status bar asks about the one that it names',
  async (code) => {
    const { debug, editor, page, workbench, workspace } = code;
    await debug.press('Stop');
    await debug.untilEnded();
    await writeFile(path.join(workspace, 'trip.ts'), trip);
    await editor.open('trip.ts');
    await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
    await debug.pressF5();
    await untilPlace(code, /: PLANNED · step 0 /);
    await debug.press('Step Over');
    await untilPlace(code, /: BOOKED · step 1 /);
    await debug.press('Step Over');
    await untilPlace(code, /: TOLD · step 2 · live$/);
    await againFromBooked(code);
    const question = page.locator('.monaco-dialog-box');
    for (const asked of [/flights\.book\("Oslo"\)/, /rooms\.book\("Oslo"\)/]) {
      await question.filter({ hasText: asked }).waitFor();
      await page.keyboard.press('Escape');
      await question.filter({ hasText: asked }).waitFor({ state: 'hidden' });
    }
    for (const [service, choice] of [
      ['flights', 'Use Recorded Answer'],
      ['rooms', 'Call Again'],
    ] as const) {
      const waits = new RegExp(`: BOOKED · step 1.* · waits for your decision about ${service}\\.book`);
      await untilPlace(code, waits);
      await workbench.screenshot(`effect-several-${service}`);
      await page.locator('.statusbar-item:visible').getByText(waits).click();
      await answer(code, choice, new RegExp(`about to call ${service}\\.book\\("Oslo"\\)`));
    }
    await untilPlace(code, /: TOLD · step 2 · live · fork of/);
    const booked = await readFile(path.join(workspace, 'trip.txt'), 'utf8');
    assert.deepEqual(booked.trim().split('\n'), ['flight Oslo', 'room Oslo', 'room Oslo']);
  },
);
