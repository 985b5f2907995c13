/** Parses JSON without losing digits: whole numbers that a double can't hold, and Python's NaN and Infinity, keep their text. */

const marker = '\u0000number:';
const token = /"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** The parsed value, in which a number that JavaScript can't hold exactly is a marked text. Undefined when it is not JSON. */
export function parseExactJson(text: string): { value: unknown } | undefined {
  const risky = /\d{16}|\d[eE]\+?\d{3}/.test(text) || (/NaN|Infinity/.test(text) && !isJson(text));
  try {
    return { value: JSON.parse(risky ? text.replace(token, keepExact) : text) as unknown };
  } catch {
    return undefined;
  }
}

/** The digits of a number that `parseExactJson` kept as text; undefined for anything else. */
export function exactNumberOf(value: string): string | undefined {
  return value.startsWith(marker) ? value.slice(marker.length) : undefined;
}

function keepExact(found: string): string {
  if (found.startsWith('"')) return found;
  return isExact(found) ? found : JSON.stringify(marker + found);
}

/** Whether a double holds the number: fractions are rounded as every reader rounds them, whole numbers must keep each digit. */
function isExact(digits: string): boolean {
  const number = Number(digits);
  if (!Number.isFinite(number)) return false;
  return /[.eE]/.test(digits) || BigInt(digits) === BigInt(number);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
