// Rounds as the scripts did. A value exactly between two tenths goes to the even one in Python: 2.25 is 2.2, not 2.3.

export function roundToTenth(value) {
  const isTie = Number.isInteger(value * 4) && !Number.isInteger(value * 2);
  return isTie ? Math.round(value * 5) / 5 : Number(value.toFixed(1));
}
