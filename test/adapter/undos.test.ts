import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withDebugging, writeWorkflow } from './debugging.ts';

/** Two steps that can be undone, and a third that fails: by what `ending` says. */
const body = (ending: string): string => `@step(State.FLIGHT) flight() { return State.HOTEL; }
@step(State.HOTEL) hotel() { return State.CAR; }
@step(State.CAR) car() { ${ending} }
@compensate(State.FLIGHT) noFlight() {}
@compensate(State.HOTEL) noHotel() {}`;

const endings = [
  ['a step that throws', `throw new Error('no car');`],
  ['a step that returns fail', `return fail('no car');`],
] as const;

const firstStop = 'CAR failed · now undo of HOTEL';

for (const [name, ending] of endings) {
  test(`undos are stepped over, forwards, backwards and in a replay: ${name}`, async () => {
    await withDebugging(async ({ launch, move, stack, position, client }, folder) => {
      const above = `import { compensate } from 'backstep';`;
      const file = writeWorkflow(folder, ['FLIGHT', 'HOTEL', 'CAR'], body(ending), '', above);
      const lines = readFileSync(file, 'utf8').split('\n');
      const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
      const there = async (): Promise<readonly [string | undefined, number | undefined]> => {
        const [top] = await stack();
        return [top?.name, top?.line];
      };
      const failing = lineOf(ending);
      await launch(file);
      await client.request('setExceptionBreakpoints', { filters: ['fails'] });

      const stops: (readonly [string, ...(readonly [string | undefined, number | undefined])])[] = [];
      const told: (readonly [boolean, boolean])[] = [];
      for (let step = 0; step < 5; step++) {
        const { reason, description } = await move('next');
        stops.push([reason, ...(await there())]);
        told.push([position().undoes === true, / undo of /.test(` ${description}`)]);
      }
      const onTheWay = [
        ['step', 'HOTEL', lineOf('@step(State.HOTEL)')],
        ['step', 'CAR', lineOf('@step(State.CAR)')],
        ['exception', firstStop, failing],
        ['step', 'undo of FLIGHT', lineOf('@compensate(State.FLIGHT)')],
      ];
      assert.deepEqual(stops, [...onTheWay, ['exception', 'failed', failing]]);
      const undone = [false, false, true, true, false];
      assert.deepEqual(
        told,
        undone.map((is) => [is, is]),
      );

      await move('stepBack');
      assert.deepEqual(await there(), ['undo of FLIGHT', lineOf('@compensate(State.FLIGHT)')]);
      assert.equal((await move('reverseContinue')).reason, 'exception');
      assert.equal((await stack())[0]?.name, firstStop);
      await move('next');
      assert.deepEqual(await there(), ['undo of FLIGHT', lineOf('@compensate(State.FLIGHT)')]);
      await move('next');
      assert.deepEqual(await there(), ['failed', failing]);
      const { run } = position();
      await client.request('terminate');
      await client.event('terminated');
      await withDebugging(async (replay) => {
        await replay.launch('', { program: undefined, replay: join(folder, 'runs', `${run}.sqlite`) });
        await replay.client.request('setExceptionBreakpoints', { filters: ['fails'] });
        assert.equal((await replay.move('continue')).reason, 'exception');
        assert.equal((await replay.stack())[0]?.name, firstStop);
        await replay.move('next');
        assert.equal((await replay.stack())[0]?.name, 'undo of FLIGHT');
      });
    });
  });
}

test('a stop for an undo that throws stands where it threw, and one for fail where the step returned it', () =>
  withDebugging(async ({ launch, move, stack, client }, folder) => {
    const undos = `@step(State.FLIGHT) flight() { return State.HOTEL; }
@step(State.HOTEL) hotel() { return State.CAR; }
@step(State.CAR) car() { return State.SHIP; }
@step(State.SHIP) ship() { return fail('no ship'); }
@compensate(State.FLIGHT) noFlight() {
  throw new Error('no way back');
}
@compensate(State.HOTEL) noHotel() {
}
@compensate(State.CAR) noCar() {
  throw 'a text';
}`;
    const above = `import { compensate } from 'backstep';`;
    const file = writeWorkflow(folder, ['FLIGHT', 'HOTEL', 'CAR', 'SHIP'], undos, '', above);
    const lines = readFileSync(file, 'utf8').split('\n');
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
    await launch(file);
    await client.request('setExceptionBreakpoints', { filters: ['throws', 'fails'] });
    const stops: unknown[] = [];
    for (let stop = 0; stop < 3; stop++) {
      const { text } = await move('continue');
      const [top] = await stack();
      stops.push([text, top?.name, top?.line]);
      // What is undone goes by what was done, each once.
      const jump = client.request('evaluate', { expression: ':goto HOTEL', context: 'repl' });
      await assert.rejects(jump, { code: 'read-only' });
    }
    assert.deepEqual(stops, [
      ['no ship', 'SHIP failed · now undo of CAR', lineOf("fail('no ship')")],
      ['a text', 'undo of CAR failed · now undo of HOTEL', lineOf('@compensate(State.CAR)')],
      ['no way back', 'undo of FLIGHT failed · now failed', lineOf('no way back')],
    ]);
    const undone = (await stack()).find(({ name }) => name.startsWith('HOTEL undone'));
    assert.equal(undone?.line, lineOf('@compensate(State.HOTEL)') + 1, 'where the method ends');
    await move('stepBack');
    assert.equal((await stack())[0]?.line, lineOf('@compensate(State.FLIGHT)'));
  }));
