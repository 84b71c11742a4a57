/** Simulated nodes have uuids that say who they are. */
export const uuidOf = (name: string): string => `uuid-${name}`;
