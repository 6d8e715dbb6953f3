import type { FromWebview, ToWebview } from '../runtime/model/pageProtocol.ts';
import type { KeptChildren } from './children.ts';
import type { Settled } from './drafts.ts';
import type { View } from './geometry.ts';

/** The other side of the webview: VS Code. */
export interface Editor {
  post(message: FromWebview): void;
  listen(receive: (message: ToWebview) => void): void;
  /** What was kept when the view was hidden; null for nothing, or for something another version wrote. */
  kept(): Kept | null;
  keep(kept: Kept): void;
}

/** What outlives the page while the view is hidden. */
export interface Kept {
  readonly version: 1;
  readonly graph: Extract<ToWebview, { readonly type: 'graph' }> | null;
  readonly view: View | null;
  /** Whether the details of the step were open. */
  readonly details?: boolean;
  readonly detailsShare?: number | null;
  readonly children?: KeptChildren;
  /** So that the picture is there at once when the page is shown again. */
  readonly settled?: Settled | null;
}

interface Api {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Api;

export function connectEditor(): Editor {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    listen(receive) {
      window.addEventListener('message', ({ data }: MessageEvent<ToWebview>) => receive(data));
    },
    kept() {
      const state = api.getState();
      return isKept(state) ? state : null;
    },
    keep: (kept) => api.setState(kept),
  };
}

/** Only this script writes the state, so its version says what it holds. */
function isKept(state: unknown): state is Kept {
  return typeof state === 'object' && state !== null && 'version' in state && state.version === 1;
}
