/** Version of this software; daemons of one cluster should have the same. Changed by the release tool together with package.json. */
export const release = '0.1.0';

/** Version of the contract between master and nodes; both sides must have the same. */
export const nodeProtocolVersion = 1;

/** The Ganeti whose remote API, hooks and parameters this one speaks: what clients see where they ask for Ganeti's version. */
export const ganetiVersion = '3.0.2';
