// Loaded into the program that is measured: at its end it leaves behind what it used.
import { writeFileSync } from 'node:fs';

const { AT2QBO_BENCH_USAGE: path } = process.env;
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  if (path) writeFileSync(path, JSON.stringify({ megabytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }));
});
