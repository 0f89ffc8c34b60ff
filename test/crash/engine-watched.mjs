// SQLite as the program gets it in a sweep: each commit of a ledger goes through the function that preload.mjs left for it.
import { createRequire } from 'node:module';

const { DatabaseSync: Real } = createRequire(new URL('../../package.json', import.meta.url))('@photostructure/sqlite');

export class DatabaseSync extends Real {
  exec(sql) {
    const isPoint = sql === 'commit' && this.location()?.endsWith('ledger.db');
    return isPoint ? globalThis.at2qboCommit(() => super.exec(sql)) : super.exec(sql);
  }
}
