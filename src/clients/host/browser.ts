// Opens an address in the person's browser; the address is always printed as well, so failing is no harm.
import { spawn } from 'node:child_process';
import { withoutSecrets } from '../secrets/names.ts';
import type { Environment } from '../secrets/names.ts';

/** True when a browser was started. Without a display there is none to start. Only http and https addresses are opened. */
export function openBrowser(url: string, environment: Environment, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return Promise.resolve(false);
  const command = opener(environment, platform);
  if (!command) return Promise.resolve(false);
  const [program, ...parameters] = command;
  return new Promise((resolve) => {
    // No shell on any platform: the address has & in it.
    const child = spawn(program, [...parameters, href], { stdio: 'ignore', detached: true, env: withoutSecrets(environment) });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function opener(environment: Environment, platform: NodeJS.Platform): readonly [string, ...string[]] | null {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return environment['DISPLAY'] || environment['WAYLAND_DISPLAY'] ? ['xdg-open'] : null;
}
