import { connectEditor } from './editor.ts';
import { html } from './element.ts';
import { createGraphView } from './graphView.ts';

// The page is an empty body; all else is made here.
const editor = connectEditor();
editor.post({ type: 'ready' });
const root = html('div', { class: 'view' });
document.body.append(root);
const view = createGraphView(root, editor);
editor.listen(view.receive);
