// Loaded into the program and into its services: their time passes so many times as fast, counted from one moment for both. Latencies, limits and
// pauses keep their proportions; what a processor does takes as long as ever, and so more of that time.
const { AT2QBO_BENCH_PACE, AT2QBO_BENCH_EPOCH } = process.env;
const pace = Number(AT2QBO_BENCH_PACE ?? '1');
const epoch = Number(AT2QBO_BENCH_EPOCH ?? '0');

if (pace !== 1) {
  const now = Date.now;
  Date.now = () => Math.round(epoch + (now() - epoch) * pace);
  const since = performance.now.bind(performance);
  performance.now = () => since() * pace;
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (work, delay = 0, ...rest) => later(work, delay / pace, ...rest);
}
