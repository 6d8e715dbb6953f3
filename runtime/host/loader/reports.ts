import type { SourcePosition } from '../../model/run.ts';
import type { LoadErrorCode } from './loadError.ts';

/**
 * What the hooks tell the thread that runs the user's code. An error loses its class on its way between the two
 * threads, so what is known of it goes beside it, found again by its message.
 */
export type Report =
  /** A file of the user's was loaded. */
  | { readonly type: 'loaded'; readonly file: string }
  /** An import leads nowhere. */
  | {
      readonly type: 'unresolved';
      readonly message: string;
      readonly specifier: string;
      readonly importer: string;
    }
  /** A file was refused. */
  | {
      readonly type: 'refused';
      readonly message: string;
      readonly code: LoadErrorCode;
      readonly at: SourcePosition | null;
    };

export type Send = (report: Report) => void;
