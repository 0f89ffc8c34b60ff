// SQLite as the program gets it in a sweep: each commit of a ledger, and each row on its way into one, goes through the function that preload.mjs left for it.
import { createRequire } from 'node:module';

const { DatabaseSync: Real } = createRequire(new URL('../../package.json', import.meta.url))('@photostructure/sqlite');

export class DatabaseSync extends Real {
  exec(sql) {
    return sql === 'commit' && this.#isLedger() ? globalThis.at2qboLedger('commit', () => super.exec(sql)) : super.exec(sql);
  }

  prepare(sql) {
    const statement = super.prepare(sql);
    if (!/^insert into (?:transfers|history)/.test(sql) || !this.#isLedger()) return statement;
    return { run: (...values) => globalThis.at2qboLedger('row', () => statement.run(...values)) };
  }

  #isLedger() {
    return this.location()?.endsWith('ledger.db') === true;
  }
}
