/** The head start of the Python host, in a chunk of its own: all that is loaded before the host is on its way. */

import { startPythonAhead, type HeadStart } from '@cutover/runtime-testing';

/** Starts the host that a test of one Python script in this process's folder and environment would use, if it can be. */
export function giveHeadStart(): HeadStart | undefined {
  try {
    return startPythonAhead(process.env, process.cwd());
  } catch {
    return undefined; // the command meets what is wrong here, such as a folder that is gone, and tells it
  }
}
