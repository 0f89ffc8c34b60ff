// What a probe makes of a request that got no answer.
import { TemporaryError, UnknownOutcomeError, type At2qboError } from '../../core/errors.ts';
import type { NetworkFailure } from './network-failure.ts';

/** `isChange`: the request writes. One that left this computer may have had its effect. */
export function probeFailure(service: 'Autotask' | 'QuickBooks', failure: NetworkFailure, isChange: boolean): At2qboError {
  const details = { service, code: failure.code, cause: failure, remedy: 'Check the network, then: at2qbo probe --clean' };
  return isChange && failure.wasSent
    ? new UnknownOutcomeError(`${service} gave no answer to a change (${failure.code}).`, details)
    : new TemporaryError(`${service} can't be reached (${failure.code}).`, details);
}
