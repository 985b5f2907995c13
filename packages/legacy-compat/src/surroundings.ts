/** What the old classes took from the process they ran in, since their constructors had no place for it. */

export interface Surroundings {
  /** Relative paths start here. Absolute. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  now: () => Date;
  signal: AbortSignal;
}

/** The surroundings given, and the process's own where none are. */
export function surroundingsOf(given: Partial<Surroundings>): Surroundings {
  return { cwd: process.cwd(), env: process.env, now: () => new Date(), signal: new AbortController().signal, ...given };
}
