import { artifactFolder } from '../engine/artifactFolder.ts';
import type { ArtifactStore } from '../engine/artifactStore.ts';
import { artifactsFolder } from '../recording/artifacts.ts';
import type { RunReader } from '../recording/reader.ts';

/** The artifacts of a recorded run, for a replay: what that stores goes no further. */
export function replayArtifacts(run: Pick<RunReader, 'dir' | 'own'>): ArtifactStore {
  const folder = artifactFolder(artifactsFolder(run.dir));
  const stored = new Map<string, Uint8Array>();
  return {
    put(name, content) {
      stored.set(name, content);
      return Promise.resolve();
    },
    async get(name) {
      return stored.get(name) ?? run.own.artifact(name) ?? (await folder.get(name));
    },
  };
}
