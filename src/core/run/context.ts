// What a part of a run (voids, payments) needs of the run.
import type { SyncOptions, SyncPorts } from '../transfer/select.ts';

export type Part = SyncPorts & Pick<SyncOptions, 'settings' | 'profile' | 'runId' | 'brake' | 'assertMine' | 'isDryRun'>;
