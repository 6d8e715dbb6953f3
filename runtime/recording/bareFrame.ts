import type { Frame } from '../model/run.ts';

/** A frame with nothing in it: stands around changes that are read, or stored, without the rest of their frame. */
export const BARE_FRAME: Frame = {
  seq: 0,
  branch: '',
  state: '',
  data: null,
  edits: [],
  patches: [],
  directive: { directive: 'done', output: null },
  error: null,
  next: '',
  at: null,
  attempts: [],
  calls: [],
  logs: [],
  metrics: [],
  startedAt: 0,
  durationMs: 0,
};
