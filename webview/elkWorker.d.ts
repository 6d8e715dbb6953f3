/** elkjs ships no types for its worker. It answers synchronously when its dispatcher is called directly. */
declare module 'elkjs/lib/elk-worker.min.js' {
  export class Worker {
    onmessage: (event: {
      readonly data: { readonly id: number; readonly data?: unknown; readonly error?: unknown };
    }) => void;
    readonly dispatcher: { saveDispatch(event: { readonly data: object }): void };
  }
}
