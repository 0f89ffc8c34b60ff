// Workers of a test as processes of their own, under a Node that is new enough for them.
import { spawn, type ChildProcess } from 'node:child_process';
import { BIN, type Home } from '../e2e/support.ts';

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** What it said on stderr so far. */
  readonly said: () => string;
  readonly ended: () => Promise<number | null>;
}

/** Starts them with `node` in a home, and ends them all. */
export class Workers {
  readonly #node: string;
  readonly #running: WorkerProcess[] = [];

  constructor(node: string) {
    this.#node = node;
  }

  start(home: Home, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): WorkerProcess {
    const child = spawn(this.#node, [BIN, 'worker', '--verbose', ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...home.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
    const ended = (): Promise<number | null> =>
      new Promise((resolve) =>
        child.exitCode === null && child.signalCode === null ? child.on('exit', resolve) : resolve(child.exitCode),
      );
    const worker = { child, said: () => text, ended };
    this.#running.push(worker);
    return worker;
  }

  async killAll(): Promise<void> {
    for (const { child, ended } of this.#running.splice(0)) {
      child.kill('SIGKILL');
      await ended();
    }
  }

  /** What all of them said: for a test that fails. */
  said(): string {
    return this.#running.map((one) => one.said()).join('\n---\n');
  }

  async until(what: string, test: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
    for (let n = 0; n < seconds * 5; n += 1) {
      if (await test()) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`not within ${seconds} s: ${what}\n${this.said()}`);
  }
}
