import './setup/nodeVersion.mjs';

/**
 * Holds the graph against the corpus of workflow classes whose true edges are known: `npm run corpus`, or
 * `npm run corpus -- --json` for one JSON document.
 */
const words = process.argv.slice(2);
const unknown = words.filter((word) => word !== '--json');
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')} is not an option of npm run corpus: it takes --json alone.`);
  process.exit(2);
}

const { runCompiled } = await import('./compiledCommand.mjs');
await runCompiled('test/extract/proof.ts', words);
