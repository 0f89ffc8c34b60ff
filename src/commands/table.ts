// Which commands there are: one line a command, its name in specs.ts and where its module is. Nothing is loaded until it runs.
import type { Loader } from './spec.ts';

/** Name -> module that exports `run`. A command that isn't here isn't offered. */
export const COMMANDS: Readonly<Record<string, Loader>> = {
  connect: async () => ({ run: (await import('./connect-run.ts')).connect }),
  disconnect: async () => ({ run: (await import('./connect-run.ts')).disconnect }),
  sync: () => import('./sync.ts'),
  'check-invoices': () => import('./check-invoices.ts'),
  'compare-items': () => import('./compare-items.ts'),
  logs: () => import('./logs.ts'),
  status: () => import('./status.ts'),
  hold: () => import('./hold.ts'),
  release: () => import('./release.ts'),
  'sync-voids': () => import('./sync-voids.ts'),
  'sync-payments': () => import('./sync-payments.ts'),
  'copy-invoice': () => import('./copy-invoice.ts'),
  'mark-paid': () => import('./mark-paid.ts'),
  'clear-status': () => import('./clear-status.ts'),
  settings: () => import('./settings.ts'),
  'settings list': () => import('./settings.ts'),
  'settings get': () => import('./settings-change.ts'),
  'settings set': () => import('./settings-change.ts'),
  'settings unset': () => import('./settings-change.ts'),
  'settings edit': () => import('./settings-edit.ts'),
  'settings check': () => import('./settings-check.ts'),
  'settings export': () => import('./settings-files.ts'),
  'settings import': () => import('./settings-files.ts'),
  demo: () => import('./demo.ts'),
  sandbox: () => import('./sandbox.ts'),
  completion: () => import('./completion.ts'),
};
