// The thread that runs the commands of one profile after the other.
// The program as `main` knows it, with its streams led to whoever started it.
import { parentPort } from 'node:worker_threads';
import { BEAT_MS, type FromThread, type ToThread } from '../../clients/host/thread.ts';
import { forgetSeen } from '../../clients/secrets/seen.ts';
import { main } from '../main.ts';
import { relayIo } from '../terminal/io.ts';

const MB = 1024 * 1024;

/** Answers calls until the thread is ended from outside. */
export function serveCalls(): void {
  const port = parentPort;
  if (port === null) throw new Error('this runs in a thread alone');
  const say = (message: FromThread): void => port.postMessage(message);
  setInterval(() => say({ kind: 'beat' }), BEAT_MS).unref();
  const answer = async ({ args, env }: Extract<ToThread, { kind: 'call' }>): Promise<void> => {
    // Another profile's secrets can't come up any more: masking by hundreds of them would only cost time.
    forgetSeen();
    const io = relayIo({
      env,
      onLine: (text) => say({ kind: 'line', text }),
      onSign: () => say({ kind: 'sign' }),
    });
    const code = await main(args, io);
    say({ kind: 'end', code, out: io.stdout(), heapMb: process.memoryUsage().heapUsed / MB });
  };
  port.on('message', (message: ToThread) => {
    // No signal reaches a thread: whoever listens for one in here is told by hand.
    if (message.kind === 'signal') process.emit(message.name, message.name);
    else void answer(message);
  });
}
