/** What a host was told to do. */
export type Gait =
  | { readonly type: 'step'; readonly branch: string; readonly into?: true }
  | { readonly type: 'run' };
