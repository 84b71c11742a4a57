/**
 * Errors that reach a user. Class names and codes are Ganeti's, because clients match on them;
 * a job's failed opcode carries them as `[className, args]` (see codec.ts).
 */

/** Second argument of OpPrereqError: what kind of wrong it is. Values are Ganeti's ECODE_* strings. */
export type PrereqCode =
  | 'resolver_error'
  | 'insufficient_resources'
  | 'temp_insufficient_resources'
  | 'wrong_input'
  | 'wrong_state'
  | 'unknown_entity'
  | 'already_exists'
  | 'resource_not_unique'
  | 'internal_error'
  | 'environment_error';

/** Base of every error a user may see. `args` is the wire form's second element. */
export class GanetiError extends Error {
  readonly className: string;
  readonly args: readonly unknown[];

  constructor(className: string, args: readonly unknown[]) {
    super(args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(': '));
    this.className = className;
    this.args = args;
    this.name = className;
  }
}

/** The request cannot be carried out; nothing has been changed. */
export class OpPrereqError extends GanetiError {
  readonly code: PrereqCode;

  constructor(text: string, code: PrereqCode) {
    super('OpPrereqError', [text, code]);
    this.message = text;
    this.code = code;
  }
}

/** The operation failed while it was being carried out (what it had done has been undone, or is named in the text). */
export class OpExecError extends GanetiError {
  constructor(text: string) {
    super('OpExecError', [text]);
  }
}

/** An operation answered something else than its definition declares: a bug, reported as such. */
export class OpResultError extends GanetiError {
  constructor(text: string) {
    super('OpResultError', [text]);
  }
}

/** A pre hook refused the operation. `failures`: [node name, script, output] each. */
export class HooksAbort extends GanetiError {
  constructor(failures: readonly (readonly [string, string, string])[]) {
    super('HooksAbort', [failures]);
  }
}

/** Hooks could not be run on any node. */
export class HooksFailure extends GanetiError {
  constructor(text: string) {
    super('HooksFailure', [text]);
  }
}

/** The queue takes no new jobs (drained by an administrator). RAPI answers 503. */
export class JobQueueDrainError extends GanetiError {
  constructor(text = 'The job queue is drained and takes no new jobs; an administrator can open it again') {
    super('JobQueueDrainError', [text]);
  }
}

/** The queue holds as many jobs as it may. RAPI answers 503. */
export class JobQueueFull extends GanetiError {
  constructor(limit: number) {
    super('JobQueueFull', [`The job queue holds its limit of ${limit} unfinished jobs; try again later`]);
  }
}

/** The job is unknown: never existed, or was archived and its archive removed. */
export class JobLost extends GanetiError {
  constructor(text: string) {
    super('JobLost', [text]);
  }
}

/** The cluster's configuration would become, or is, inconsistent. */
export class ConfigurationError extends GanetiError {
  constructor(text: string) {
    super('ConfigurationError', [text]);
  }
}

/** A tag with forbidden characters, too long, or one too many. */
export class TagError extends GanetiError {
  constructor(text: string) {
    super('TagError', [text]);
  }
}

/** An address that a network does not have, or does not have to give. */
export class AddressPoolError extends GanetiError {
  constructor(text: string) {
    super('AddressPoolError', [text]);
  }
}

/** A parameter value of the wrong type (backend, hypervisor, NIC, disk or policy parameters). */
export class TypeEnforcementError extends GanetiError {
  constructor(text: string) {
    super('TypeEnforcementError', [text]);
  }
}

/** A node did not answer, refused, or failed. `node` is its name. */
export class RpcError extends GanetiError {
  readonly node: string;
  /** unreachable: may be tried again; refused and failed: final. */
  readonly reason: 'unreachable' | 'refused' | 'failed' | 'timeout';

  constructor(node: string, reason: RpcError['reason'], text: string) {
    super('RPCError', [text]);
    this.node = node;
    this.reason = reason;
  }
}

/** The master daemon cannot be reached from rapi or gnt. RAPI answers 502. */
export class NoMasterError extends GanetiError {
  constructor(text: string) {
    super('NoMasterError', [text]);
  }
}

/** A request between daemons that cannot be understood. RAPI answers 502. */
export class ProtocolError extends GanetiError {
  constructor(text: string) {
    super('ProtocolError', [text]);
  }
}

/** Anything else worth telling a user. */
export class GenericError extends GanetiError {
  constructor(text: string) {
    super('GenericError', [text]);
  }
}
