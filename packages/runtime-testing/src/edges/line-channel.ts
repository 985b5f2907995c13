/** JSON lines over a socket to a host process. */

import type { Duplex } from 'node:stream';

export interface LineChannel {
  send: (message: object) => void;
  close: () => void;
}

/** Calls `onMessage` for each line that is a JSON object; other lines can't come from a host and are left out. */
export function openLineChannel(socket: Duplex, onMessage: (message: Record<string, unknown>) => void): LineChannel {
  let pending = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      const message = parse(line);
      if (message) onMessage(message);
    }
  });
  // A host that ends while we write is told by its exit, not by the socket.
  socket.on('error', () => undefined);
  return {
    send: (message) => void socket.write(`${JSON.stringify(message)}\n`),
    close: () => void socket.destroy(),
  };
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
