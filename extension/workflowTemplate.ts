/** A workflow to begin with: it runs as it is, without a key or a network. */
export interface WorkflowTemplate {
  /** Name of the file in `extension/media/templates`, without its ending. */
  readonly id: string;
  /** The class in it. */
  readonly className: string;
}

export const workflowTemplates: readonly WorkflowTemplate[] = [
  { id: 'refine-loop', className: 'RefineLoop' },
  { id: 'map-reduce', className: 'MapReduce' },
  { id: 'human-approval', className: 'HumanApproval' },
];

/** The text of a template with its class named anew. */
export function filledIn(text: string, className: string, name: string): string {
  return text.replaceAll(new RegExp(`\\b${className}\\b`, 'g'), () => name);
}

/** `AnswerReview` as the file of that class is called: `answer-review.ts`. */
export function fileNameOf(className: string): string {
  const words = className.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '-');
  return `${words.replaceAll('_', '-').toLowerCase()}.ts`;
}

/** What is wrong with a name for a class, in words; null when nothing is. */
export function whyNoClassName(name: string): string | null {
  if (!/^\p{Lu}[\p{L}\p{N}_]*$/u.test(name)) {
    return 'Give a name as classes have them: a capital letter, then letters and digits, such as AnswerReview.';
  }
  return takenNames.has(name) ? `${name} is something else in the template.` : null;
}

/** Names that the templates use or import. */
const takenNames = new Set([
  ...[
    'BranchResult',
    'Context',
    'Ctx',
    'Decision',
    'Mail',
    'Model',
    'Outbox',
    'Promise',
    'RegExp',
    'StandIn',
    'State',
  ],
]);
