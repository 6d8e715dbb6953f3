import { attributeOf, type PageTexts } from './pageTexts.ts';

/** What the graph's page is made of; addresses are those that its webview may load. */
export interface GraphPageParts {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  readonly icons: string;
  readonly layout: string;
  readonly texts: PageTexts;
}

/** The shell of the graph's page; the script builds everything in it. */
export function graphPage({ cspSource, nonce, script, style, icons, layout, texts }: GraphPageParts): string {
  const policy = [
    "default-src 'none'",
    `img-src ${cspSource} data:`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
    // The layout's script is fetched and started from a blob: a worker in a webview cannot have an address.
    `connect-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${icons}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="${style}">
<title>State Graph</title>
</head>
<body data-layout="${layout}" data-texts="${attributeOf(texts)}">
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
