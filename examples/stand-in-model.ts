/** What the workflows need of a language model. A real client fits in a few lines. */
export interface Model {
  complete(prompt: string): Promise<string>;
}

const answer = [
  'Durable execution means that a program survives the machine it runs on.',
  'Each finished step is written down before the next one starts.',
  'After a crash another machine reads what was written and goes on from there.',
  'Nothing that was finished runs a second time.',
].join(' ');

/**
 * Stands in for a model, so that the examples run without a network or a key: the same prompt always gets the same
 * answer. Asked to refine a text, it leaves out the last sentence.
 */
export class StandInModel implements Model {
  async complete(prompt: string): Promise<string> {
    if (!/refine/i.test(prompt)) return prompt.split('\n\n')[1] ?? answer;
    const sentences = (prompt.split('\n\n')[1] ?? '').match(/[^.]+\./g) ?? [];
    return sentences
      .slice(0, Math.max(1, sentences.length - 1))
      .join('')
      .trim();
  }
}
