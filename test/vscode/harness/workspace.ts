import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = path.resolve(fileURLToPath(new URL('../../..', import.meta.url)));

export interface WorkspaceOptions {
  /** A folder of the repository whose copy is opened, such as `examples`. */
  readonly copyOf: string;
  /** Whether the copy finds an installed `backstep`; a lone file has none. */
  readonly installed: boolean;
}

export interface Workspace {
  readonly folder: string;
  /** A place beside the opened folder for what VS Code itself keeps. */
  readonly dataDir: string;
  /** Makes the folder what it was at first, whatever has become of it. */
  restore(): Promise<void>;
  remove(): Promise<void>;
}

/** A fresh copy of a folder, so that a test may edit and record whatever it likes. */
export async function createWorkspace({ copyOf, installed }: WorkspaceOptions): Promise<Workspace> {
  const home = await mkdtemp(path.join(tmpdir(), 'vscode-'));
  const folder = path.join(home, path.basename(copyOf));
  const fill = async (): Promise<void> => {
    await cp(path.join(repository, copyOf), folder, {
      recursive: true,
      filter: (file) => !/[\\/](node_modules|\.backstep)$/.test(file),
    });
    if (installed) await installBackstep(folder);
  };
  await fill();
  return {
    folder,
    dataDir: path.join(home, 'data'),
    async restore() {
      // The folder itself stays, since VS Code watches it.
      for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true });
      await fill();
    },
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** What an npm install leaves, with links instead of copies: the manifest and the built files. */
async function installBackstep(folder: string): Promise<void> {
  const place = path.join(folder, 'node_modules', 'backstep');
  await mkdir(place, { recursive: true });
  for (const name of ['package.json', 'dist']) {
    await symlink(path.join(repository, name), path.join(place, name));
  }
}
