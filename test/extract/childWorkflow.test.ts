import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { extractText, type Files, header } from './check.ts';

const other = `${header}
@workflow({ states: ['A'], start: 'A', name: 'look-up' }) export class Search { @step('A') a() {} }
@workflow({ states: ['A'], start: 'A' }) export class Base { @step('A') a() {} }
export class Derived extends Base {}
export class Plain {}
`;

/** The child of the only transition of a step that returns this, as `workflow in file`. */
function check(returned: string, expected: string | null, more = ''): void {
  test(`child: ${returned}${more}`, () => {
    const files: Files = {
      'main.ts': `${header}
import { Search, Base, Derived, Plain } from './other';
import { Foreign } from 'somewhere';
${more}
@workflow({ states: ['A', 'B'], start: 'A' })
export class Own {
  @step('A') a(x: any) { return ${returned}; }
  @step('B') b() {}
}
`,
      'other.ts': other,
    };
    const own = extractText(files).workflows.find(({ name }) => name === 'Own');
    const [transition] = own?.transitions.filter(({ from }) => from === 'A') ?? [];
    assert.ok(transition);
    const { child } = transition;
    assert.equal(child ? `${child.workflow} in ${child.file && path.basename(child.file)}` : null, expected);
  });
}

check(`child(Base, 1, 'B')`, 'Base in other.ts');
check(`child(Search, 1, 'B')`, 'look-up in other.ts');
check(`child(Derived, 1, 'B')`, 'Derived in other.ts');
check(`child(Own, 1, 'B')`, 'Own in main.ts');
check(`child(alias, 1, 'B')`, 'look-up in other.ts', 'const alias = Search;');
check(`fanOut(Search, [1, 2], { join: 'B' })`, 'look-up in other.ts');
check(`child(Foreign, 1, 'B')`, 'Foreign in null');
check(`child(Plain as any, 1, 'B')`, null);
check(`child(x.any ? Base : Search, 1, 'B')`, null);
check(`goto('B')`, null);
