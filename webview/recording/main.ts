import { html } from '../element.ts';
import { createPage } from './page.ts';
import { embeddedSource, vscodeSource } from './source.ts';

// The same page in VS Code, where steps come when they are asked for, and in an exported file that holds them all.
const root = html('main', { class: 'recording' });
document.body.append(root);
const data = document.getElementById('run');
createPage(root, data === null ? vscodeSource() : embeddedSource(data.textContent ?? ''));
