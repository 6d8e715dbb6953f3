import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { artifactNames } from '../../runtime/recording/artifacts.ts';
import { loadSqlite } from '../../runtime/recording/database.ts';
import { exportRun, importRun } from '../../runtime/recording/exportRun.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { codeOf, inFolder } from './folder.ts';
import { DONE, frame, header, set } from './samples.ts';

const contents = ['a long text', 'another', 'from the input'];
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const reference = (text: string) => ({ artifact: hash(text), kind: 'text', bytes: text.length });
const missing = { artifact: '0'.repeat(64), kind: 'json', bytes: 3 };

/** A fork whose parent and whose own step refer to artifacts, which are there but for one. */
async function recorded(dir: string): Promise<string> {
  mkdirSync(path.join(dir, 'artifacts'));
  for (const text of contents) writeFileSync(path.join(dir, 'artifacts', `${hash(text)}.txt`), text);
  const [a = '', b = '', input = ''] = contents;
  const parent = createRun(dir, header({ id: 'parent', input: reference(input) }));
  parent.append(frame(1, { patches: [set(['document'], reference(a))] }));
  await parent.finish(DONE);
  const fork = createRun(
    dir,
    header({ id: 'fork', parent: { run: 'parent', cut: { seq: 1, branches: {} } } }),
  );
  fork.append(frame(2, { data: [{ deep: reference(b) }, missing, { artifact: '../../etc', kind: 'text' }] }));
  return (await fork.finish(DONE)).path;
}

test('an exported run takes its artifacts along, and brings them where it is imported', () =>
  inFolder(async (dir) => {
    const target = path.join(dir, 'sent.sqlite');
    assert.deepEqual(await exportRun(await recorded(dir), target), [`${missing.artifact}.json`]);
    const elsewhere = path.join(dir, 'elsewhere');
    const imported = await importRun(target, elsewhere);
    const names = readdirSync(path.join(elsewhere, 'artifacts'));
    assert.deepEqual(new Set(names), new Set(contents.map((text) => `${hash(text)}.txt`)));
    for (const text of contents) {
      assert.equal(readFileSync(path.join(elsewhere, 'artifacts', `${hash(text)}.txt`), 'utf8'), text);
    }
    using run = await openRun(imported);
    assert.equal(artifactNames(run).size, 4);
    assert.equal(run.own.artifact(`${hash(contents[0] as string)}.txt`), null, 'once is enough');
    const again = path.join(dir, 'again.sqlite');
    await exportRun(target, again);
    using second = await openRun(again);
    assert.ok(second.own.artifact(`${hash(contents[0] as string)}.txt`));
  }));

test('an artifact that is not what its name says is not imported, nor is its run', () =>
  inFolder(async (dir) => {
    const target = path.join(dir, 'sent.sqlite');
    await exportRun(await recorded(dir), target);
    const sqlite = await loadSqlite();
    const database = new sqlite.Database(readFileSync(target));
    database.run("UPDATE artifact SET content = x'00'");
    writeFileSync(target, database.export());
    database.close();
    const elsewhere = path.join(dir, 'elsewhere');
    assert.equal(await codeOf(() => importRun(target, elsewhere)), 'recording-unreadable');
    assert.ok(!existsSync(path.join(elsewhere, 'fork.sqlite')));
  }));
