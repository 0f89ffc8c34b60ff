// The numbers of a run as Prometheus' text format, for the node exporter's textfile collector.

/** One number; `labels` tell it from others of its name. */
export interface Sample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const METRICS = {
  at2qbo_runs_total: ['counter', 'Runs that ended, by exit code'],
  at2qbo_documents_total: ['counter', 'Documents by what became of them, over all runs'],
  at2qbo_last_run_timestamp_seconds: ['gauge', 'When the last run ended'],
  at2qbo_last_run_seconds: ['gauge', 'How long the last run took'],
  at2qbo_last_run_exit_code: ['gauge', 'How the last run ended; 0 is well'],
  at2qbo_last_run_documents: ['gauge', 'Documents of the last run by what became of them'],
  at2qbo_last_run_calls: ['gauge', 'Requests of the last run'],
  at2qbo_held: ['gauge', 'Invoices that are held for a person now'],
  at2qbo_failed: ['gauge', 'Invoices whose last attempt failed'],
  at2qbo_outside_window: ['gauge', 'Unsynced invoices that are older than the look-back window'],
  at2qbo_autotask_quota_left: ['gauge', 'Requests that Autotask still allows this hour, all integrations together; where it said so'],
  at2qbo_token_days_left: ['gauge', 'Days until the QuickBooks sign-in ends unless a run renews it'],
} as const;

export type MetricName = keyof typeof METRICS;

/** The file's text: each metric once, with all its samples. */
export function metricsText(samples: readonly Sample[]): string {
  const lines: string[] = [];
  for (const [name, [type, help]] of Object.entries(METRICS)) {
    const mine = samples.filter((one) => one.name === name);
    if (mine.length === 0) continue;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...mine.map(line));
  }
  return `${lines.join('\n')}\n`;
}

/** The samples' lines of such a text, by metric: to put several profiles' files together. */
export function mergeMetrics(texts: readonly string[]): string {
  const lines: string[] = [];
  for (const [name, [type, help]] of Object.entries(METRICS)) {
    const mine = texts.flatMap((text) => text.split('\n').filter((one) => one.startsWith(`${name}{`)));
    if (mine.length > 0) lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...mine);
  }
  return `${lines.join('\n')}\n`;
}

function line({ name, labels, value }: Sample): string {
  const inner = Object.entries(labels).map(
    ([label, text]) => `${label}="${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return `${name}{${inner.join(',')}} ${value}`;
}
