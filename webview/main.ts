import { connectEditor } from './editor.ts';
import { html } from './element.ts';
import { createGraphView } from './graphView.ts';

// The page is an empty body whose `data-layout` is the address of the layout script; all else is made here.
const editor = connectEditor();
editor.post({ type: 'ready' });
const root = html('div', { class: 'view' });
document.body.append(root);
const view = createGraphView(root, document.body.dataset['layout'] ?? '', editor);
editor.listen(view.receive);
