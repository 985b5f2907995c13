/** Who uses the program, as the ledger has it. */

import { hostname, userInfo } from 'node:os';

/** User and host, for the ledger; a user without a name in the system is told by number. */
export function whoami(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `${process.getuid?.() ?? 'user'}@${hostname()}`;
  }
}
