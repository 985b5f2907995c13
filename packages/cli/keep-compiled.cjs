// Part of the build: run before the program, it keeps what V8 made of the chunks that a command loaded.

const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { folder, scripts } = require('./bin/compiled.cjs');

mkdirSync(folder, { recursive: true });
process.on('exit', () => {
  for (const [file, script] of scripts) {
    // V8 refuses what it makes from what was kept before.
    const kept = path.join(folder, path.basename(file));
    if (!existsSync(kept)) writeFileSync(kept, script.createCachedData());
  }
});
