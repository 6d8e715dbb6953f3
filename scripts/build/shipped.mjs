import { runNpm } from '../setup/command.mjs';

/**
 * What npm would publish.
 * @param {string} root
 * @returns {Promise<{ size: number, files: readonly { path: string }[] }>}
 */
export async function shippedFiles(root) {
  const text = await runNpm(['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=silent'], {
    cwd: root,
  });
  // Older npms answer with a list, newer ones with an object by name.
  const [packed] = Object.values(JSON.parse(text));
  return packed;
}
