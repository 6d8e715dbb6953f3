import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleOf } from './texts/bundle.mjs';

/** Collects every text that people read in VS Code into `l10n/bundle.l10n.json`, from which translations are made. */
const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = bundleOf(root);
writeFileSync(path.join(root, 'l10n/bundle.l10n.json'), bundle.contents);
for (const { file, line, text } of bundle.untranslatable) console.error(`${file}:${line}: ${text}`);
console.log(`${bundle.count} texts in l10n/bundle.l10n.json.`);
process.exitCode = bundle.untranslatable.length === 0 ? 0 : 1;
