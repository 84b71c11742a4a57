import {
  ConfigurationError,
  GanetiError,
  GenericError,
  JobLost,
  JobQueueDrainError,
  OpExecError,
  OpPrereqError,
  OpResultError,
  type PrereqCode,
} from './errors';

/** `[class name, arguments]`: how an error is stored in a job result and sent between daemons. */
export type EncodedError = [string, unknown[]];

/** Encode any thrown value. Unknown errors become an OpExecError with their message only: a stack trace never reaches a user. */
export function encodeError(error: unknown): EncodedError {
  if (error instanceof GanetiError) return [error.className, [...error.args]];
  return ['OpExecError', [error instanceof Error ? error.message : String(error)]];
}

/** The inverse of encodeError; classes without a constructor of their own come back as GanetiError with their class name. */
export function decodeError([className, args]: EncodedError): GanetiError {
  const text = typeof args[0] === 'string' ? args[0] : JSON.stringify(args[0] ?? '');
  switch (className) {
    case 'OpPrereqError':
      return new OpPrereqError(text, (args[1] as PrereqCode | undefined) ?? 'wrong_input');
    case 'OpExecError':
      return new OpExecError(text);
    case 'OpResultError':
      return new OpResultError(text);
    case 'JobQueueDrainError':
      return new JobQueueDrainError(text);
    case 'JobLost':
      return new JobLost(text);
    case 'ConfigurationError':
      return new ConfigurationError(text);
    case 'GenericError':
      return new GenericError(text);
    default:
      return new GanetiError(className, args);
  }
}

/** Whether a job result has the form of an encoded error. */
export function isEncodedError(value: unknown): value is EncodedError {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && Array.isArray(value[1]);
}
