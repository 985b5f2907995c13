// Loads the program's chunks with what V8 made of them in the build: to compile them anew takes a fifth of a short command.
// What another version of V8 made is not asked for, and what V8 refuses is compiled as ever.

const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

const chunks = path.join(__dirname, '../dist/chunks');

/** Where the build keeps what this version of V8 made; the name of a chunk changes with its content. */
exports.folder = path.join(__dirname, '../dist/compiled', process.versions.v8);

/** What was loaded so far, by file. */
exports.scripts = new Map();

/** Loads all chunks this way from now on. */
exports.loadCompiled = () => {
  if (!existsSync(exports.folder)) return;
  const asNodeDoes = Module._extensions['.js'];
  Module._extensions['.cjs'] = (module, file) => {
    const source = path.dirname(file) === chunks ? readFileSync(file, 'utf8') : undefined;
    // What imports while it runs has to be compiled by Node itself.
    if (source === undefined || source.includes('import(')) return asNodeDoes(module, file);
    const script = new Script(Module.wrap(source), { filename: file, cachedData: compiledBefore(file) });
    exports.scripts.set(file, script);
    script.runInThisContext().call(module.exports, module.exports, (id) => module.require(id), module, file, chunks);
  };
};

function compiledBefore(file) {
  try {
    return readFileSync(path.join(exports.folder, path.basename(file)));
  } catch {
    return undefined;
  }
}
