// Part of preload.mjs: shows it the databases' clients inside the program. Whoever imports the SQLite package gets the class in engine-watched.mjs instead. Its own methods can't be replaced.
const WATCHED = new URL('engine-watched.mjs', import.meta.url).href;

export function resolve(specifier, context, next) {
  const isEngine = specifier === '@photostructure/sqlite' || specifier.endsWith('/@photostructure/sqlite/dist/index.cjs');
  return isEngine ? { url: WATCHED, shortCircuit: true } : next(specifier, context);
}

/** The PostgreSQL client is inside a joined file: it is shown to preload.mjs where its module ends. */
export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (!url.includes('/dist/src/bundle/') || loaded.source === undefined || loaded.source === null) return loaded;
  const source = String(Buffer.from(loaded.source));
  if (!source.includes('getTypeParser')) return loaded;
  return {
    ...loaded,
    source: source.replaceAll('module.exports = Client;', 'globalThis.at2qboPostgres?.(Client); module.exports = Client;'),
  };
}
