import type { FromRaster, ToRaster } from '../../runtime/model/pageProtocol.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromRaster): void };

/** Draws an SVG as the browser would and hands it back as a PNG: nothing else around an extension can. */
const api = acquireVsCodeApi();

window.addEventListener('message', ({ data }: MessageEvent<ToRaster>) => {
  draw(data.svg, data.scale).then(
    (base64) => api.postMessage({ type: 'drawn', base64 }),
    (error: Error) => api.postMessage({ type: 'undrawn', message: error.message }),
  );
});
api.postMessage({ type: 'ready' });

async function draw(svg: string, scale: number): Promise<string> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;base64,${base64Of(svg)}`;
  await picture.decode();
  const largest = Math.max(picture.naturalWidth, picture.naturalHeight);
  // Browsers refuse a canvas above this many points on a side.
  const factor = Math.min(scale, 16_000 / largest);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(picture.naturalWidth * factor);
  canvas.height = Math.ceil(picture.naturalHeight * factor);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser has no canvas to draw on.');
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

function base64Of(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
