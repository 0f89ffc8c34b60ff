// What a part of a run (voids, payments) needs of the run, and the trouble that every part can meet.
import type { SyncPorts } from './gather.ts';
import type { Settings } from './settings.ts';
import type { Brake } from './stopping.ts';

export interface Part extends SyncPorts {
  readonly settings: Settings;
  readonly profile: string;
  readonly runId: string;
  readonly brake: Brake;
  readonly assertMine: () => void;
  readonly isDryRun: boolean;
}
