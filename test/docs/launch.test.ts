import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';

interface Manifest {
  readonly contributes: {
    readonly debuggers: readonly [{ readonly configurationAttributes: Record<Request, Properties> }];
    readonly configuration: Properties;
  };
}

type Request = 'launch' | 'attach';
interface Properties {
  readonly properties: Readonly<Record<string, unknown>>;
}

const root = distFile('..');
const { contributes }: Manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const { launch, attach } = contributes.debuggers[0].configurationAttributes;

test('every attribute of a launch and every setting is documented', () => {
  assert.deepEqual(
    undocumented('launch.md', { ...launch.properties, ...contributes.configuration.properties }),
    [],
  );
});

test('every attribute of attaching is documented', () => {
  assert.deepEqual(undocumented('attach.md', attach.properties), []);
});

/** The names of which a page does not tell. */
function undocumented(page: string, names: object): readonly string[] {
  const text = readFileSync(path.join(root, 'docs', page), 'utf8');
  const all = Object.keys(names);
  assert.ok(all.length > 0);
  return all.filter((name) => !new RegExp(`[\`"]${name}\\b`).test(text));
}
