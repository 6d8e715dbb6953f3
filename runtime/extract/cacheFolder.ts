import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder for what Backstep can make again at any time, one for each user. It may not exist, and may not be
 * writable: whoever uses it goes on without.
 */
export function cacheFolder(): string {
  return path.join(userCaches(), 'backstep');
}

function userCaches(): string {
  const given = process.env['XDG_CACHE_HOME'];
  if (given && path.isAbsolute(given)) return given;
  switch (process.platform) {
    case 'win32':
      return process.env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local');
    case 'darwin':
      return path.join(homedir(), 'Library', 'Caches');
    default:
      return path.join(homedir(), '.cache');
  }
}
