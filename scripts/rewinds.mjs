import './setup/nodeVersion.mjs';

/** Goes back and on in ten thousand random runs, or `--sequences N`, and counts what that changed in the world: `npm run rewinds`. */
const { runCompiled } = await import('./compiledCommand.mjs');
await runCompiled('test/rewinds/command.ts', process.argv.slice(2));
