import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..', '..');
const folder = path.join(root, 'extension');
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(path.join(folder, name), 'utf8'))
  .join('\n');

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category: string;
      readonly title: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly when: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const manifest: Manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const { commands, menus, keybindings, configuration } = manifest.contributes;

test('every command is registered, and every registered command has a title', () => {
  const pattern =
    /(?:command(?:s\.registerCommand)?|register|onSpot|onStep)\(\s*'(backstep\.\w+)'|'(backstep\.\w+)':/g;
  const registered = [...sources.matchAll(pattern)].map(([, called, listed]) => called ?? listed);
  assert.deepEqual(new Set(commands.map(({ command }) => command)), new Set(registered));
  assert.ok(commands.every(({ category, title }) => category === 'Backstep' && title !== ''));
});

test('menus and keys name commands that exist', () => {
  const known = new Set(commands.map(({ command }) => command));
  const used = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
  assert.deepEqual(
    used.filter((command) => !known.has(command)),
    [],
  );
});

test('buttons in texts run commands of our own, which work wherever they are shown', () => {
  const texts: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(path.join(root, 'package.nls.json'), 'utf8'),
  );
  const known = new Set(commands.map(({ command }) => command));
  const buttons = [
    ...Object.values(texts)
      .join('\n')
      .matchAll(/\]\(command:([\w.]+)/g),
  ].map(([, name]) => name);
  assert.ok(buttons.length > 5);
  assert.deepEqual(
    buttons.filter((name) => name === undefined || !known.has(name)),
    [],
  );
});

test('conditions ask for context keys that are set', () => {
  const conditions = conditionsIn(manifest.contributes).map((text) => text.replace(/'[^']*'|\/[^/]*\//g, ''));
  const asked = new Set(conditions.flatMap((text) => text.match(/backstep\.\w+/g) ?? []));
  const set = [...sources.matchAll(/set\('(\w+)'\)/g)].map(([, key]) => `backstep.${key}`);
  assert.deepEqual(asked, new Set(set));
});

/** Every `when` clause below a value, and what the walkthrough waits for. */
function conditionsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('onContext:') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /when$/i.test(key) && typeof inner === 'string' ? [inner] : conditionsIn(inner),
  );
}

test('settings are read, and no other', () => {
  const read = [...sources.matchAll(/\.get(?:<\w+>)?\('(node|runs|redact|keepRuns|keepDays|codeLens)'/g)].map(
    ([, name]) => `backstep.${name}`,
  );
  assert.deepEqual(new Set(Object.keys(configuration.properties)), new Set(read));
});

test('every text for people is in package.nls.json, and every text there is used', () => {
  const texts: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(path.join(root, 'package.nls.json'), 'utf8'),
  );
  const found = textsIn(manifest.contributes);
  assert.ok(found.length > 60, `only ${found.length} texts were found`);
  assert.deepEqual(
    found.filter((text) => !/^%[\w.-]+%$/.test(text)),
    [],
    'texts that cannot be translated',
  );
  const used = [...JSON.stringify(manifest).matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key as string);
  assert.deepEqual(new Set(used), new Set(Object.keys(texts)));
  assert.ok(Object.values(texts).every((text) => text !== ''));
});

/** What people read of a contribution, by the names that VS Code gives to such members. */
function textsIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return textKeys.test(key) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    // The body of a snippet, and what F5 writes, are code.
    if (name === 'body' || name === 'initialConfigurations') return [];
    return textsIn(inner, Array.isArray(value) ? key : name);
  });
}

const textKeys =
  /^(title|shortTitle|label|name|displayName|description|contents|contextualTitle|altText|unverifiedBreakpoints|(markdown|enum|markdownEnum|markdownDeprecation)(Description|Descriptions|Message))$/;

test('the pictures of the walkthrough are there, and hold no inline style, which VS Code refuses', () => {
  const pictures = manifest.contributes.walkthroughs.flatMap(({ steps }) =>
    steps.map(({ media }) => media.svg),
  );
  assert.equal(pictures.length, 5);
  for (const name of pictures) {
    assert.doesNotMatch(readFileSync(path.join(root, name), 'utf8'), /style=|<script|href=/, name);
  }
});

test('texts of the walkthrough are bold where they stand out, since VS Code shows other marks as they are', () => {
  const texts: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(path.join(root, 'package.nls.json'), 'utf8'),
  );
  const shown = Object.entries(texts).filter(([key]) => key.startsWith('walkthrough.'));
  assert.ok(shown.length > 10);
  for (const [key, text] of shown) {
    const words = text.replace(/\*\*[^*]+\*\*|\[[^\]]+\]\(command:[\w.]+\)/g, '');
    assert.doesNotMatch(words, /[*_`]/, key);
  }
});

test('the icon is there', () => {
  assert.ok(existsSync(path.join(root, manifest.icon)));
});
