import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { artifactFolder } from '../../runtime/engine/artifactFolder.ts';
import { loadArtifact, storeArtifact } from '../../runtime/engine/artifactStore.ts';
import { localBackend } from '../../runtime/engine/localBackend.ts';
import { firstSnapshot } from '../../runtime/engine/prepare.ts';
import { step, workflow } from '../../runtime/language/decorators.ts';
import { interpret } from '../../runtime/language/interpret.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'artifacts-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const store = artifactFolder(path.join(folder, 'artifacts'));

for (const value of ['a text, ä', new Uint8Array([0, 255]), { a: [1, null] }, [1], null, 3]) {
  test(`stored and loaded: ${JSON.stringify(value)}`, async () => {
    const reference = await storeArtifact(store, value);
    assert.deepEqual(await storeArtifact(store, value), reference);
    assert.deepEqual(await loadArtifact(store, JSON.parse(JSON.stringify(reference))), value);
    const files = readdirSync(path.join(folder, 'artifacts'));
    assert.equal(files.filter((name) => name.startsWith(reference.artifact)).length, 1);
  });
}

test('what is gone, damaged or no reference is refused', async () => {
  const reference = await storeArtifact(store, 'precious');
  const file = path.join(folder, 'artifacts', `${reference.artifact}.txt`);
  writeFileSync(file, 'spoiled!');
  await assert.rejects(loadArtifact(store, reference), { code: 'artifact-damaged' });
  rmSync(file);
  await assert.rejects(loadArtifact(store, reference), { code: 'artifact-missing' });
  await assert.rejects(loadArtifact(store, { ...reference, artifact: '../../secret' }), {
    code: 'bad-artifact',
  });
  await assert.rejects(loadArtifact(store, null), { code: 'bad-artifact' });
  await assert.rejects(loadArtifact(null, reference), { code: 'no-artifacts' });
  await assert.rejects(storeArtifact(store, { when: new Date() }), { code: 'not-json' });
});

test('a folder that cannot be written is told', async () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  await assert.rejects(storeArtifact(artifactFolder(path.join(file, 'artifacts')), 'a'), {
    code: 'artifact-unwritable',
    // No mistake of the workflow: there may be room again at the next attempt.
    retryable: true,
  });
});

@workflow({ states: ['A'], start: 'A' })
class Hanging {
  @step('A') async a() {
    await new Promise<never>(() => {});
  }
}

test('a stop ends a run whose step never ends', async () => {
  const manifest = manifestOf(Hanging);
  const stop = new AbortController();
  const reason = new Error('stopped');
  const backend = localBackend({
    run: 'test',
    manifest,
    services: {},
    record: () => undefined,
    stop: stop.signal,
  });
  const start = firstSnapshot(manifest, { input: null, session: {}, config: {} }, 0);
  const running = interpret(manifest, backend, start);
  setImmediate(() => stop.abort(reason));
  await assert.rejects(running, reason);
});
