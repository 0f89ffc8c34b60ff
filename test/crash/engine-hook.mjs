// Part of preload.mjs: whoever imports the SQLite package gets the class in engine-watched.mjs instead. Its own methods can't be replaced.
const WATCHED = new URL('engine-watched.mjs', import.meta.url).href;

export function resolve(specifier, context, next) {
  const isEngine = specifier === '@photostructure/sqlite' || specifier.endsWith('/@photostructure/sqlite/dist/index.cjs');
  return isEngine ? { url: WATCHED, shortCircuit: true } : next(specifier, context);
}
