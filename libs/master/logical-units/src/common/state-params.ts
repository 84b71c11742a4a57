import { OpPrereqError } from '@ganeti/errors';

/** Figures that could once be given by hand. Throws OpPrereqError when some are. */
export function refuseStateParams(asked: { readonly hv_state: unknown; readonly disk_state: unknown }): void {
  for (const state of ['hv_state', 'disk_state'] as const) {
    const given = asked[state];
    if (given !== null && given !== undefined && Object.keys(given).length > 0) {
      throw new OpPrereqError(`'${state}' cannot be set: nodes report what they have by themselves`, 'wrong_input');
    }
  }
}
