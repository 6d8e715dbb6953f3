interface Colours {
  readonly paper: string;
  readonly text: string;
  readonly quiet: string;
  readonly fill: string;
  readonly border: string;
  readonly edge: string;
  readonly done: string;
  readonly failed: string;
  readonly warning: string;
  readonly information: string;
}

const light: Colours = {
  paper: '#ffffff',
  text: '#1f2328',
  quiet: '#59636e',
  fill: '#f6f8fa',
  border: '#b1bac4',
  edge: '#6e7781',
  done: '#1a7f37',
  failed: '#cf222e',
  warning: '#9a6700',
  information: '#0969da',
};

const dark: Colours = {
  paper: '#1b1f24',
  text: '#e6edf3',
  quiet: '#9da7b3',
  fill: '#252b32',
  border: '#4a535e',
  edge: '#8b949e',
  done: '#57ab5a',
  failed: '#f47067',
  warning: '#d4a72c',
  information: '#6cb6ff',
};

/** No variables and no mixed colours: many programs that show an SVG know neither. */
function colours(of: Colours): string {
  return [
    `.paper,.tag-back{fill:${of.paper}}`,
    `.core{stroke:${of.paper}}`,
    `text{fill:${of.quiet}}`,
    `.title,.name,.end-name{fill:${of.text}}`,
    `.icon{stroke:${of.quiet}}`,
    `.shape{fill:${of.fill};stroke:${of.border}}`,
    `.node-start .shape{fill:${of.text};stroke:none}`,
    `.line,.head{stroke:${of.edge}}`,
    `.head{fill:${of.edge}}`,
    `.node-done .shape,.node-done .shape-inner,.node-done .icon{stroke:${of.done}}`,
    `.node-failed .shape,.node-failed .icon,.problem-error{stroke:${of.failed}}`,
    `.problem-warning{stroke:${of.warning}}`,
    `.problem-information{stroke:${of.information}}`,
  ].join('');
}

/** Dash patterns and heads are those of the graph view: no kind of edge rests on colour. */
export const style = [
  'text{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}',
  '.title{font-size:15px;font-weight:600}',
  '.note{font-size:12px}',
  '.name{font-size:13px;font-weight:600}',
  '.icon{fill:none;stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}',
  '.shape{stroke-width:1.2}',
  '.shape-inner,.line,.core{fill:none}',
  '.line{stroke-width:1.3}',
  '.head{stroke-width:1;stroke-linejoin:round}',
  '.edge-error .head,.edge-timeout .head,.edge-fail .head,.edge-compensate .head{fill:none!important;stroke-width:1.5}',
  '.edge-fan-out .line,.edge-join .line{stroke-width:4.4}',
  '.core{stroke-width:2}',
  '.edge-wait .line{stroke-dasharray:9 4}',
  '.edge-timeout .line{stroke-dasharray:2 3}',
  '.edge-sleep .line{stroke-dasharray:.1 4.5;stroke-linecap:round;stroke-width:2}',
  '.edge-child .line{stroke-dasharray:10 3 2 3}',
  '.edge-error .line{stroke-dasharray:5 3}',
  '.edge-compensate .line{stroke-dasharray:3 3}',
  '.uncertain .line{stroke-dasharray:4 4}',
  '.without-step .shape,.node-missing .shape,.node-unknown .shape{stroke-dasharray:5 4}',
  '.without-step .handler,.node-missing .handler{font-style:italic}',
  colours(light),
  `@media (prefers-color-scheme:dark){${colours(dark)}}`,
].join('');
