/** Texts that a configuration must fill in. */

import * as z from 'zod/mini';

export const filledText = z.string().check(z.minLength(1));

/** A program and its arguments. */
export const argumentList = z.array(z.string()).check(z.minLength(1, 'needs at least the program'));
