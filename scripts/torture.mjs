import './setup/nodeVersion.mjs';

/** Kills a recording run a thousand times, or `--kills N` times, and says what was found: `npm run torture`. */
const { runCompiled } = await import('./compiledCommand.mjs');
await runCompiled('test/torture/command.ts', process.argv.slice(2));
