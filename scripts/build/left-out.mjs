// Parts of bundled packages that at2qbo never reaches, and what takes their place in the bundle. Who adds one shows that it can't be reached.
// A stand-in that is used after all throws its name: never silently does nothing.

const never = (name) => `const never = () => { throw new Error(${JSON.stringify(`${name} was left out of the bundle`)}); };`;

/** Package -> the module that replaces it. */
export const LEFT_OUT = {
  // intuit-oauth (`src/clients/quickbooks/sign-in/intuit-client.ts` replaces its one HTTP method): the client that its constructor makes, and never asks.
  axios: `${never('axios')} module.exports = Object.assign(never, { create: () => never, get: never });`,
  // intuit-oauth: its log file (`logging` isn't set).
  winston: `${never('winston')} module.exports = { createLogger: never };`,
  // intuit-oauth: checks of an id token; it checks one only when it is asked to, and nothing here trusts one.
  jsonwebtoken: `${never('jsonwebtoken')} module.exports = { verify: never };`,
  'rsa-pem-from-mod-exp': `${never('rsa-pem-from-mod-exp')} module.exports = never;`,
  // @inquirer/prompts: the question that opens an editor, with its tables of old encodings; none is asked.
  '@inquirer/editor': `${never('@inquirer/editor')} module.exports = never;`,
  // pg-boss: schedules by rrule, with a polyfill of a whole calendar; ours are by cron.
  'rrule-temporal': `${never('rrule-temporal')} module.exports = { RRuleTemporal: never };`,
  // pg: its binding to libpq and its sockets for a cloud worker, both optional and never installed.
  'pg-native': `${never('pg-native')} module.exports = never;`,
  'pg-cloudflare': 'module.exports = {};',
};

const MARK = '\0left-out:';

/** The same as a plugin of the bundler. */
export const leftOut = {
  name: 'left-out',
  resolveId: (id) => (id in LEFT_OUT ? `${MARK}${id}` : null),
  load: (id) => (id.startsWith(MARK) ? LEFT_OUT[id.slice(MARK.length)] : null),
};
