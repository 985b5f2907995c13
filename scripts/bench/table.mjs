// How a benchmark's rows are shown: [what, figure, unit, baseline, its figure, highest ratio allowed].

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function printTable(rows) {
  process.stdout.write('| what | measured | baseline | ratio | limit | |\n|---|---|---|---|---|---|\n');
  for (const [what, figure, unit, baseline, against, limit] of rows) {
    if (figure === undefined) {
      process.stdout.write(`| ${what} | | | | | |\n`);
      continue;
    }
    const ratio = figure / against;
    const held = ratio <= limit ? 'held' : 'MISSED';
    process.stdout.write(`| ${what} | ${figure.toFixed(2)} ${unit} | ${baseline} ${against.toFixed(2)} ${unit} | ${ratio.toFixed(2)} | ${limit.toFixed(2)} | ${held} |\n`);
  }
}
