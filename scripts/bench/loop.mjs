// Loaded into the program that is measured: at its end it leaves behind how late its event loop was, in milliseconds.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const { AT2QBO_BENCH_LOOP: path } = process.env;
if (path && isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('exit', () => {
    delay.disable();
    writeFileSync(path, JSON.stringify({ p99: delay.percentile(99) / 1e6, longest: delay.max / 1e6 }));
  });
}
