/** The environment that a script's process gets: what programs need to work, and nothing that may be a secret. */

const passed = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_.*|TZ|TERM|TMPDIR|VIRTUAL_ENV|PYTHONPATH|PYTHONHOME|CONDA_.*|LD_LIBRARY_PATH|DYLD_.*|NODE_PATH|SYSTEMROOT)$/;

/** The variables of `env` that are passed on, with the script's own `environ_vars` on top. */
export function scriptEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(env).filter((entry): entry is [string, string] => passed.test(entry[0]) && entry[1] !== undefined);
  return { ...Object.fromEntries(kept), ...own };
}
