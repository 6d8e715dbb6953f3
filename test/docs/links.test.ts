import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';

const root = distFile('..');
const guides = readdirSync(path.join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const pages = ['README.md', 'CHANGELOG.md', 'ARCHITECTURE.md', ...guides];

test('every link and picture of the documentation leads to a file, and to a heading of it', () => {
  const lost: string[] = [];
  for (const page of pages) {
    for (const link of linksOf(page)) {
      const [file = '', heading] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(root, target))) lost.push(`${page}: ${link}`);
      else if (heading !== undefined && !anchorsOf(target).has(heading)) lost.push(`${page}: ${link}`);
    }
  }
  assert.deepEqual(lost, []);
});

test('the index of the documentation leads to every page', () => {
  const listed = new Set(linksOf('docs/README.md').map((link) => `docs/${link}`));
  const missing = guides.filter((page) => page !== 'docs/README.md' && !listed.has(page));
  assert.deepEqual(missing, []);
});

/** Links to files of the repository. */
function linksOf(page: string): readonly string[] {
  const links = [...proseOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link as string);
  assert.ok(links.length > 0 || page !== 'README.md', `no link was found in ${page}`);
  return links;
}

/** The anchors that GitHub and VS Code give to the headings of a page. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...withoutBlocks(page).matchAll(/^#+ (.+)$/gm)].map(([, words]) => words as string);
  return new Set(
    headings.map((words) =>
      words
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function proseOf(page: string): string {
  return withoutBlocks(page).replaceAll(/`[^`\n]*`/g, '');
}

function withoutBlocks(page: string): string {
  return readFileSync(path.join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
}
