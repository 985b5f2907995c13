/** The program `cutover`: a head start for the Python host where it will be needed, then the command. */

void start();

async function start(): Promise<void> {
  // An interpreter takes about as long to start as all that follows here takes to load: they do it side by side.
  const headStart = namesOneScript(process.argv) ? (await import('./head-start.ts')).giveHeadStart() : undefined;
  const { main } = await import('./main.ts');
  await main(headStart);
}

/** Whether this is `test script NAME` with a name that may be Python's. A wrong guess costs a process that nobody uses. */
function namesOneScript([, , group, command, name, next]: readonly string[]): boolean {
  const isName = (word: string | undefined): boolean => word !== undefined && !word.startsWith('-');
  return group === 'test' && command === 'script' && isName(name) && !isName(next) && !/\.[cm]?[jt]s$/.test(name!);
}
