/** Colours a graph with few colours, so that no two neighbours share one. Answers sets of vertices. */
export function colour(vertices: readonly number[], neighbours: ReadonlyMap<number, ReadonlySet<number>>): number[][] {
  const attempts = [bySaturation(vertices, neighbours), inOrder([...vertices].sort((a, b) => degree(neighbours, b) - degree(neighbours, a) || a - b), neighbours), inOrder(smallestLast(vertices, neighbours), neighbours)];
  return attempts.reduce((fewest, sets) => (sets.length < fewest.length ? sets : fewest));
}

const degree = (neighbours: ReadonlyMap<number, ReadonlySet<number>>, vertex: number): number => neighbours.get(vertex)?.size ?? 0;

/** The vertex with most colours around it first. */
function bySaturation(vertices: readonly number[], neighbours: ReadonlyMap<number, ReadonlySet<number>>): number[][] {
  const around = new Map(vertices.map((vertex) => [vertex, new Set<number>()]));
  const left = new Set(vertices);
  const sets: number[][] = [];
  while (left.size > 0) {
    let next = -1;
    for (const vertex of left) {
      const better = (around.get(vertex)?.size ?? 0) - (around.get(next)?.size ?? -1);
      if (next < 0 || better > 0 || (better === 0 && degree(neighbours, vertex) > degree(neighbours, next))) next = vertex;
    }
    left.delete(next);
    const chosen = put(sets, next, neighbours);
    for (const neighbour of neighbours.get(next) ?? []) around.get(neighbour)?.add(chosen);
  }
  return sets;
}

function inOrder(vertices: readonly number[], neighbours: ReadonlyMap<number, ReadonlySet<number>>): number[][] {
  const sets: number[][] = [];
  for (const vertex of vertices) put(sets, vertex, neighbours);
  return sets;
}

/** Into the first set without a neighbour. */
function put(sets: number[][], vertex: number, neighbours: ReadonlyMap<number, ReadonlySet<number>>): number {
  const around = neighbours.get(vertex);
  let index = sets.findIndex((set) => !set.some((other) => around?.has(other) === true));
  if (index < 0) {
    index = sets.length;
    sets.push([]);
  }
  sets[index]?.push(vertex);
  return index;
}

function smallestLast(vertices: readonly number[], neighbours: ReadonlyMap<number, ReadonlySet<number>>): number[] {
  const left = new Set(vertices);
  const degrees = new Map(vertices.map((vertex) => [vertex, degree(neighbours, vertex)]));
  const order: number[] = [];
  while (left.size > 0) {
    let smallest = -1;
    for (const vertex of left) if (smallest < 0 || (degrees.get(vertex) ?? 0) < (degrees.get(smallest) ?? 0)) smallest = vertex;
    left.delete(smallest);
    order.push(smallest);
    for (const neighbour of neighbours.get(smallest) ?? []) degrees.set(neighbour, (degrees.get(neighbour) ?? 0) - 1);
  }
  return order.reverse();
}
