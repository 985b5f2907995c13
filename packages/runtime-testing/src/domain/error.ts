/** The one error class: Cutover could not do its work, and here is what to do about it. */

/** Process exit codes of an error: 1 does not hold, 2 cannot be run as asked, 3 refused or prevented, 130 interrupted by its user. */
export type ErrorExit = 1 | 2 | 3 | 130;

/** Every code of a package with its exit code and what it means; `docs/errors.md` is checked against these tables. */
export type ErrorTable = Readonly<Record<string, { exit: ErrorExit; means: string }>>;

export interface ErrorDetails {
  /** What happened, as a sentence without a full stop. */
  message: string;
  /** What to do next. */
  hint?: string | undefined;
  /** File, line, field or case: `cutover.config.yaml:12 runners.legacy`. */
  where?: string | undefined;
  cause?: unknown;
}

/** A failure that its reader can mend. Anything else that reaches the program's main is a bug of ours. */
export class CutoverError extends Error {
  readonly code: string;
  readonly exit: ErrorExit;
  readonly hint: string | undefined;
  readonly where: string | undefined;

  constructor(code: string, exit: ErrorExit, details: ErrorDetails) {
    super(details.message, { cause: details.cause });
    this.name = 'CutoverError';
    this.code = code;
    this.exit = exit;
    this.hint = details.hint;
    this.where = details.where;
  }
}

/** Makes the function with which a package creates its errors: `throw testError('SCRIPT_NOT_FOUND', { message })`. */
export function errorsOf<T extends ErrorTable>(table: T) {
  return (code: keyof T & string, details: ErrorDetails): CutoverError => {
    const { exit } = table[code] as { exit: ErrorExit };
    return new CutoverError(code, exit, details);
  };
}
