import { spawn } from 'node:child_process';

/**
 * Shows an address in the person's own browser where there is a display; the address was printed, so nothing is lost
 * where there is none.
 * @param {string} address
 */
export function openInBrowser(address) {
  const hasDisplay = process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  if (!hasDisplay) return;
  const child = spawn('xdg-open', [address], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('No browser could be opened; open the address yourself.'));
  child.unref();
}
