// The system's calls that a backup, an unchanged one, and its verification can't do without, in a bare loop and with nothing
// around them: what Node itself leaves to be gained. node bare-calls.mjs backup|unchanged|verify FROM TO
import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, linkSync, lstatSync, mkdirSync, openSync, readSync, readdirSync, writeSync } from 'node:fs';

const [what, from, to] = process.argv.slice(2);
const chunk = Buffer.allocUnsafeSlow(1 << 20);
const again = Buffer.allocUnsafeSlow(1 << 20);
const wide = { bigint: true };
const read = constants.O_RDONLY | constants.O_NOFOLLOW;

/** Files below FROM, two levels deep as the benchmark makes them, each with its status. */
function look() {
  return readdirSync(from).flatMap((folder) => {
    lstatSync(`${from}/${folder}`, wide);
    return readdirSync(`${from}/${folder}`).map((name) => ({ path: `${folder}/${name}`, status: lstatSync(`${from}/${folder}/${name}`, wide) }));
  });
}

function readWhole(path, into, open = () => undefined) {
  const descriptor = openSync(path, read);
  const length = readSync(descriptor, into);
  open(descriptor);
  closeSync(descriptor);
  return into.subarray(0, length);
}

function copy({ path }) {
  const data = readWhole(`${from}/${path}`, chunk, (descriptor) => fstatSync(descriptor, wide));
  const target = openSync(`${to}/${path}`, 'wx', 0o444);
  writeSync(target, data);
  closeSync(target);
  if (!readWhole(`${to}/${path}`, again).equals(data)) throw new Error(path);
  return hash('sha256', data);
}

const all = createHash('sha256');
if (what === 'verify') for (const { path } of readdirSync(from).flatMap((folder) => readdirSync(`${from}/${folder}`).map((name) => ({ path: `${folder}/${name}` })))) all.update(hash('sha256', readWhole(`${from}/${path}`, chunk)));
else {
  const files = look();
  mkdirSync(to);
  for (const folder of readdirSync(from)) mkdirSync(`${to}/${folder}`);
  for (const file of files) if (what === 'backup') all.update(copy(file)); else linkSync(`${from}/${file.path}`, `${to}/${file.path}`);
  look();
}
process.stdout.write(`${all.digest('hex')}\n`);
