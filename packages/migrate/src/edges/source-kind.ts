/** What a file is to the plan: by its name, and for a file without an ending by its first line. */

import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** `text` is configuration, CI or a shell script, searched for names; `other` is not read. */
export type FileKind = 'python' | 'javascript' | 'text' | 'other';

const textNames = /(?:^|\/)(?:Makefile|GNUmakefile|Dockerfile[^/]*|Containerfile|Jenkinsfile|Procfile|Justfile|justfile|Vagrantfile|crontab)$/;
const textEndings = /\.(?:ya?ml|json|jsonc|toml|cfg|ini|conf|sh|bash|zsh|mk|tf|hcl|bat|ps1|service|timer|dockerfile|properties)$/;
const leftOut = /(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|npm-shrinkwrap\.json|yarn\.lock|[^/]*\.lock|cutover\.config\.\w+)$/;
/** Configuration that people write is smaller: what is bigger is data. */
const textLimitBytes = 512 * 1024;

/** The kind of the file at `path`, relative to `root`. */
export async function kindOfFile(root: string, path: string): Promise<FileKind> {
  if (leftOut.test(path)) return 'other';
  if (path.endsWith('.py')) return 'python';
  if (/\.[cm]?[jt]sx?$/.test(path)) return 'javascript';
  if (textNames.test(path)) return 'text';
  if (textEndings.test(path)) return (await sizeOf(join(root, path))) <= textLimitBytes ? 'text' : 'other';
  return /(?:^|\/)[^/.]+$/.test(path) ? byFirstLine(join(root, path)) : 'other';
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(({ size }) => size, () => Infinity);
}

async function byFirstLine(file: string): Promise<FileKind> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return 'other';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
    const interpreter = /^#!.*?\b(python|node|bun|deno|tsx|(?:ba|z|da|k)?sh)/.exec(buffer.toString('latin1', 0, bytesRead).split('\n')[0] ?? '')?.[1];
    if (interpreter === undefined) return 'other';
    return interpreter === 'python' ? 'python' : interpreter.endsWith('sh') ? 'text' : 'javascript';
  } catch {
    return 'other'; // it can be opened and not be read, as some files of the system
  } finally {
    await handle.close();
  }
}
