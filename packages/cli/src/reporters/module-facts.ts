/** What is known of a module, as rows that the terminal and the page show each in its way. */

import type { ModuleStatus } from '@cutover/migrate';

export type Mood = 'good' | 'warn' | 'bad' | 'plain';

export interface ModuleFact {
  word: string;
  /** The answer in a word or two, and how it is to be taken. */
  state?: { text: string; mood: Mood } | undefined;
  /** Why it is no better. */
  why?: string | null;
  /** The evidence: a backup, a run, a switch. */
  evidence?: string | null;
  /** When that was, ISO 8601. */
  at?: string | null;
  /** When the evidence was read again, ISO 8601. */
  verifiedAt?: string | undefined;
  /** What someone said of it. */
  reason?: { text: string; mood: Mood } | undefined;
}

/** The rows, the most important first; what there is nothing to say of is left out. */
export function moduleFacts({ way, serving, percent, backup, proof, switched, verified, rolled_back: back }: ModuleStatus): ModuleFact[] {
  const share = { text: `candidate ${percent}%, legacy ${100 - percent}%`, mood: 'warn' } as const;
  const kept = backup !== null && (backup.current || serving !== 'legacy');
  return [
    { word: 'serves', state: serving === 'both' ? share : { text: serving === 'legacy' && way === null ? 'legacy, for good: it has no switch' : serving, mood: serving === 'candidate' ? 'good' : 'plain' } },
    backup === null
      ? { word: 'backup', state: { text: 'none', mood: 'bad' } }
      : {
          word: 'backup',
          state: kept ? { text: 'yes', mood: 'good' } : { text: 'files changed since', mood: 'warn' },
          evidence: backup.id,
          at: backup.at,
          verifiedAt: backup.verified_at === backup.at ? undefined : backup.verified_at,
        },
    {
      word: 'proven',
      state: proof.state === 'proven' ? { text: 'yes', mood: 'good' } : { text: proof.state === 'none' ? 'no' : proof.state, mood: 'warn' },
      why: proof.why,
      evidence: proof.run,
      at: proof.at,
    },
    ...(switched === null ? [] : [{ word: 'switch', evidence: switched.id, at: switched.at, reason: switched.forced ? ({ text: `forced: ${switched.reason}`, mood: 'warn' } as const) : undefined }]),
    ...(switched === null || verified.at === null
      ? []
      : [{ word: 'verify', state: verified.state === 'passed' ? ({ text: 'yes', mood: 'good' } as const) : ({ text: verified.state, mood: 'warn' } as const), why: verified.why, at: verified.at }]),
    ...(back === null ? [] : [{ word: 'back', evidence: `to ${back.point}`, at: back.at, reason: back.reason === null ? undefined : ({ text: back.reason, mood: 'plain' } as const) }]),
  ];
}
