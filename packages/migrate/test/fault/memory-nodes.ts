/** The files, folders and links of a disk in memory. */

export interface Node {
  ino: number;
  kind: 'file' | 'folder' | 'link' | 'special';
  mode: number;
  mtimeNs: bigint;
  ctimeNs: bigint;
  data: Buffer;
  target: string;
  entries: Map<string, number>;
}

/** A folder may be flushed before the name that leads to it is. */
export function folderIn(all: Map<number, Node>, { ino, mode, mtimeNs }: Node): Node {
  const known = all.get(ino) ?? newNode(ino, 'folder', mode, mtimeNs);
  all.set(ino, known);
  return known;
}

export function newNode(ino: number, kind: Node['kind'], mode: number, at: bigint, target = ''): Node {
  return { ino, kind, mode, mtimeNs: at, ctimeNs: at, data: Buffer.alloc(0), target, entries: new Map() };
}

export function copyNodes(nodes: ReadonlyMap<number, Node>): Map<number, Node> {
  return new Map([...nodes].map(([ino, node]) => [ino, { ...node, entries: new Map(node.entries) }]));
}
