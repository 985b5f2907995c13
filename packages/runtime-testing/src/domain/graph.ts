/** Directed graphs of named nodes that say what they need. */

export interface GraphNode {
  name: string;
  needs: readonly string[];
}

/** The nodes of one circle, its first one again at the end; undefined where there is none. */
export function cycleOf(nodes: readonly GraphNode[]): string[] | undefined {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const finished = new Set<string>();
  for (const start of nodes) {
    // Depth first without recursion: a chain may be longer than a call stack.
    const path: { node: GraphNode; next: number }[] = finished.has(start.name) ? [] : [{ node: start, next: 0 }];
    const onPath = new Set(path.map(({ node }) => node.name));
    while (path.length > 0) {
      const top = path.at(-1)!;
      const needed = top.node.needs[top.next++];
      if (needed === undefined) {
        finished.add(top.node.name);
        onPath.delete(top.node.name);
        path.pop();
      } else if (onPath.has(needed)) {
        const names = path.map(({ node }) => node.name);
        return [...names.slice(names.indexOf(needed)), needed].reverse();
      } else if (!finished.has(needed)) {
        const node = byName.get(needed);
        if (node) {
          path.push({ node, next: 0 });
          onPath.add(needed);
        }
      }
    }
  }
  return undefined;
}

/** Every node after those it needs; of those that are free, the one that stands first. The graph has no circle. */
export function topologicalOrder(nodes: readonly GraphNode[]): string[] {
  const waiting = new Map(nodes.map(({ name, needs }) => [name, needs.length]));
  const dependents = dependentsOf(nodes);
  const position = new Map(nodes.map(({ name }, i) => [name, i]));
  const order: string[] = [];
  let free = nodes.filter(({ needs }) => needs.length === 0).map(({ name }) => name);
  while (free.length > 0) {
    const name = free.shift()!;
    order.push(name);
    const freed = dependents.get(name)!.filter((dependent) => {
      const left = waiting.get(dependent)! - 1;
      waiting.set(dependent, left);
      return left === 0;
    });
    if (freed.length > 0) free = [...free, ...freed].sort((a, b) => position.get(a)! - position.get(b)!);
  }
  return order;
}

/** For each node those that need it, in the order they stand in. */
export function dependentsOf(nodes: readonly GraphNode[]): Map<string, string[]> {
  const dependents = new Map<string, string[]>(nodes.map(({ name }) => [name, []]));
  for (const { name, needs } of nodes) for (const needed of needs) dependents.get(needed)?.push(name);
  return dependents;
}

/** `start` and all that needs it, directly or through others. */
export function downstreamOf(start: string, nodes: readonly GraphNode[]): Set<string> {
  return reach(start, dependentsOf(nodes));
}

/** All that `start` needs, the nearest first, itself left out. */
export function upstreamOf(start: string, nodes: readonly GraphNode[]): string[] {
  const reached = reach(start, new Map(nodes.map(({ name, needs }) => [name, [...needs]])));
  return [...reached].slice(1);
}

function reach(start: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set([start]);
  for (const name of reached) for (const other of next.get(name) ?? []) reached.add(other);
  return reached;
}
