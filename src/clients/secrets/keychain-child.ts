// The child that asks the keychain: one call on stdin, one answer on stdout; so the key travels over pipes alone.
import { loadCarriedKeyring } from '../executable.ts';

/** Of the keychain's package, what is used. */
interface Keyring {
  readonly AsyncEntry: new (service: string, account: string, options: object) => Entry;
}
interface Entry {
  getPassword(): Promise<string | null>;
  setPassword(value: string): Promise<void>;
  deletePassword(): Promise<boolean>;
}
interface Streams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
}

/** What `node -e` runs in an installation: the same from the sources and from the build. */
export const CHILD_PROGRAM = `(${answerCall.toString()})(require, process)`;

/** The same in the single executable, where it is the whole run. */
export function serveKeychainCall(): void {
  answerCall(() => loadCarriedKeyring(), process);
}

/** Also goes into the child as text: it may use nothing but its parameters. */
function answerCall(load: (library: string) => unknown, { stdin, stdout }: Streams): void {
  const answer = async (text: string): Promise<object> => {
    try {
      const call = JSON.parse(text) as { library: string; service: string; account: string; action: string; value?: string };
      const { AsyncEntry } = load(call.library) as Keyring;
      const entry = new AsyncEntry(call.service, call.account, { linux: { store: 'secret-service' } });
      if (call.action === 'set') await entry.setPassword(call.value ?? '');
      if (call.action === 'delete') await entry.deletePassword();
      return { value: call.action === 'get' ? await entry.getPassword() : null };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  let text = '';
  stdin.on('data', (part: Buffer | string) => {
    text += part.toString();
  });
  stdin.on('end', () => {
    void answer(text).then((found) => stdout.write(JSON.stringify(found)));
  });
}
