/** Circles in a graph: which nodes hang together, and one way round. */

/** Groups of two or more nodes of which each reaches each other (Tarjan, without recursion). */
export function circles(nodes: Iterable<string>, next: (node: string) => readonly string[]): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const groups: string[][] = [];
  for (const start of nodes) {
    if (order.has(start)) continue;
    const visits = [enter(start)];
    while (visits.length > 0) {
      const visit = visits.at(-1)!;
      const child = visit.children[visit.at++];
      if (child === undefined) {
        visits.pop();
        leave(visit.node, visits.at(-1)?.node);
      } else if (!order.has(child)) visits.push(enter(child));
      else if (onStack.has(child)) lower(visit.node, order.get(child)!);
    }
  }
  return groups;

  function enter(node: string): { node: string; children: readonly string[]; at: number } {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    onStack.add(node);
    return { node, children: next(node), at: 0 };
  }

  function lower(node: string, value: number): void {
    lowest.set(node, Math.min(lowest.get(node)!, value));
  }

  function leave(node: string, parent: string | undefined): void {
    if (parent !== undefined) lower(parent, lowest.get(node)!);
    if (lowest.get(node) !== order.get(node)) return;
    const group = stack.splice(stack.lastIndexOf(node));
    for (const each of group) onStack.delete(each);
    if (group.length > 1) groups.push(group.sort());
  }
}

/** The shortest way round from the first node of a circle, which ends before it comes back to it. */
export function wayRound(circle: readonly string[], next: (node: string) => readonly string[]): string[] {
  const [start = ''] = circle;
  const within = new Set(circle);
  const cameFrom = new Map<string, string>();
  const pending = [start];
  for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
    for (const child of next(node)) {
      if (child === start) {
        const way = [node];
        for (let at = node; at !== start; at = cameFrom.get(at)!) way.unshift(cameFrom.get(at)!);
        return way;
      }
      if (!within.has(child) || cameFrom.has(child)) continue;
      cameFrom.set(child, node);
      pending.push(child);
    }
  }
  return [start];
}
