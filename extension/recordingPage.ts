import { attributeOf, type PageTexts } from './pageTexts.ts';

/** What the page of a recording is made of; addresses are those that its webview may load. */
export interface RecordingPageParts {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  readonly texts: PageTexts;
}

/** The shell of the page; the script builds everything in it. */
export function recordingPage({ cspSource, nonce, script, style, texts }: RecordingPageParts): string {
  const policy = ["default-src 'none'", `style-src ${cspSource}`, `script-src 'nonce-${nonce}'`].join('; ');
  return `<!DOCTYPE html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Recording</title>
</head>
<body data-texts="${attributeOf(texts)}">
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
