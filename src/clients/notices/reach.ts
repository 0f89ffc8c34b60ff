// Does a server take connections? Says nothing of whether it would take a mail.
import { connect } from 'node:net';

/** Null when it answers, else why not, in few words. */
export function reachTrouble(host: string, port: number, timeoutMs = 5000): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (trouble: string | null): void => {
      socket.destroy();
      resolve(trouble);
    };
    socket.setTimeout(timeoutMs, () => end(`no answer within ${timeoutMs / 1000} seconds`));
    socket.once('connect', () => end(null));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOTFOUND' ? 'no such host' : `not reachable (${error.code ?? error.message})`),
    );
  });
}
