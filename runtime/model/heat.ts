/** What all recorded runs of a workflow went through, added up. */
export interface Heat {
  readonly workflow: string;
  /** Runs that were read. */
  readonly runs: number;
  /** Older runs that were left out, and runs that could not be read. */
  readonly omitted: number;
  readonly edges: readonly HeatEdge[];
  /** What child workflows did in these runs, those of one name together. */
  readonly children: readonly { readonly workflow: string; readonly edges: readonly HeatEdge[] }[];
}

export interface HeatEdge {
  readonly from: string;
  readonly to: string;
  readonly line: number | null;
  readonly count: number;
  /** Milliseconds that the steps took which ended in this transition. */
  readonly ms: number;
  readonly tokens: number;
  /** In US dollars, as far as it is known. */
  readonly cost: number;
}
