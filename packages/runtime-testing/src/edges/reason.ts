/** Says in words why the system refused something. */

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the file system is read-only',
};

/** A system error in words, any other by its own message. */
export function reasonOf(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? (cause instanceof Error ? cause.message : String(cause));
}
