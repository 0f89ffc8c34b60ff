// Autotask's hour ends between two invoices, not in the middle of some.
// How many can still be sent and written back with the requests that are left.
import { TemporaryError } from '../errors.ts';

/** Requests that the end of a run needs: reading back, payments, voids. */
const RESERVE = 20;
/** Rows of an answer. */
const PAGE = 500;
/** An invoice's share of the questions about headers, before it is sent, before it is written back to Autotask and after. */
const HEADERS = 1 / 50;

/** `left`: requests; `linesEach`: billing items an invoice has on average; `writesBack`: each is written back to Autotask (not so in a dry run). */
export function invoicesWithin(left: number, linesEach: number, writesBack: boolean): number {
  const each = (writesBack ? 1 : 0) + HEADERS + linesEach / PAGE;
  return Math.max(0, Math.floor((left - RESERVE) / each));
}

/** What ends the run then (exit code 5). */
export function hourSpent(left: number): TemporaryError {
  return new TemporaryError(`Autotask's requests of this hour are nearly used up (${Math.max(0, left)} left).`, {
    service: 'Autotask',
    code: 'hourly-budget',
    remedy:
      'Nothing to do: a run an hour from now goes on where this one stopped. The share is a setting: at2qbo settings get limits.autotaskPerHour',
  });
}
