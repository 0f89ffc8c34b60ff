// The child that asks the keychain: one call on stdin, one answer on stdout; so the key travels over pipes alone.
import { loadCarriedKeyring } from '../../host/executable.ts';

/** Of the keychain's package, what is used. */
interface Keyring {
  readonly AsyncEntry: new (service: string, account: string, options: object) => Entry;
  readonly findCredentialsAsync: (service: string) => Promise<readonly { readonly account: string; readonly password: string }[]>;
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
  /** Another tool's item has the same service and account: ours is the one that holds a key. */
  const ours = async (keyring: Keyring, call: { service: string; account: string }): Promise<string | null> => {
    const all = (await keyring.findCredentialsAsync(call.service)).filter((one) => one.account === call.account);
    const [key, ...others] = all.filter((one) => /^[0-9a-f]{64}$/i.test(one.password));
    return key !== undefined && others.length === 0 ? key.password : null;
  };
  const answer = async (text: string): Promise<object> => {
    try {
      const call = JSON.parse(text) as { library: string; service: string; account: string; action: string; value?: string };
      const keyring = load(call.library) as Keyring;
      const entry = new keyring.AsyncEntry(call.service, call.account, { linux: { store: 'secret-service' } });
      if (call.action === 'set') await entry.setPassword(call.value ?? '');
      if (call.action === 'delete') await entry.deletePassword();
      if (call.action !== 'get') return { value: null };
      try {
        return { value: await entry.getPassword() };
      } catch (error) {
        const key = /matched by \d+ credentials/i.test(String(error)) ? await ours(keyring, call) : null;
        if (key === null) throw error;
        return { value: key };
      }
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
