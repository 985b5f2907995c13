/** Errors of the system in words: what could not be done to which file, and what to do about it. */

import { CutoverError, reasonOf } from '@cutover/runtime-testing';
import { migrateError } from '../domain/errors.ts';
import { errorCode } from './file-system.ts';

const causes = {
  ENOSPC: { code: 'DISK_FULL', hint: 'make room, then run the command again' },
  EDQUOT: { code: 'DISK_FULL', hint: 'your quota is used up: make room, then run the command again' },
  EACCES: { code: 'NO_PERMISSION', hint: 'give this user the right to it, or run as one who has it' },
  EPERM: { code: 'NO_PERMISSION', hint: 'give this user the right to it, or run as one who has it' },
  EROFS: { code: 'NO_PERMISSION', hint: 'the file system is mounted read-only' },
  ENOTDIR: { code: 'DISK_ERROR', hint: 'something else lies where a folder is needed: move it away, then run the command again' },
  EISDIR: { code: 'DISK_ERROR', hint: 'a folder lies where a file is needed: move it away, then run the command again' },
  ENAMETOOLONG: { code: 'DISK_ERROR', hint: 'shorten the path; within backups/ it is longer than in the project' },
  EXDEV: { code: 'OTHER_FILE_SYSTEM', hint: 'unmount what is mounted within the modules' },
} as const;

/** The error of ours that an error of the system stands for; other errors are given back as they are. */
export function explainDiskError(error: unknown): unknown {
  const code = errorCode(error);
  const { syscall, path } = error as { syscall?: string; path?: string | Uint8Array };
  if (error instanceof CutoverError || code === undefined || syscall === undefined) return error;
  const known = causes[code as keyof typeof causes] as { code: 'DISK_FULL'; hint: string } | undefined;
  const where = path === undefined ? undefined : typeof path === 'string' ? path : Buffer.from(path).toString();
  return migrateError(known?.code ?? 'DISK_ERROR', {
    message: `${where ?? syscall}: ${reasonOf(error)}`,
    hint: known?.hint ?? 'check the disk, then run the command again',
    where,
    cause: error,
  });
}
