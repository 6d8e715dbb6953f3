/** Ends the process with one sentence where Node is too old; written so that very old versions can still read it. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 6)) {
  console.error(
    `Backstep needs Node 20.6 or newer, and this is Node ${process.versions.node}: install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}
