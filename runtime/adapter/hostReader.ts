import type { HostEvent } from '../model/hostProtocol.ts';
import { messageReader } from '../model/lines.ts';
import type { HostListener } from './hostProcess.ts';

/** A host as far as whoever starts it knows it. */
export interface HostStart {
  isOver(): boolean;
  fail(code: string, message: string): void;
  /** It takes commands from now on. */
  onReady(pid: number): void;
}

/** Reads what a host sends on its channel: first that it is ready, then its events. */
export function readHost(node: string, listener: HostListener, host: HostStart): (chunk: string) => void {
  return messageReader<HostEvent>(
    (event) => {
      if (host.isOver()) return;
      if (event.type !== 'ready') return listener.onEvent(event);
      if (recentEnough(event.node)) return host.onReady(event.pid);
      host.fail(
        'node-too-old',
        `${node} is Node ${event.node}: workflows need 20.6 or newer. Set "node" to a newer one.`,
      );
    },
    (line) => listener.onOutput('stderr', `The host sent something unreadable: ${line.slice(0, 200)}\n`),
  );
}

function recentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 6);
}
