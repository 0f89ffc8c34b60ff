// A run as the ledger keeps it.
import { instantAt } from '../dates.ts';
import type { RunRecord } from '../model/ledger.ts';

export function runRecord(id: string, command: string, startedAt: number, host: string, pid: number): RunRecord {
  return { id, command, startedAt: instantAt(startedAt), finishedAt: null, exitCode: null, totals: null, host, pid };
}
