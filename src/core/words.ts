// Small grammar that messages share: numbers with their noun, sentences with a full stop, a reason with its fix.

/** `1 invoice`, `2 invoices`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** With its full stop: what a person typed has none. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What happened and what to do about it, on one line. */
export function withFix({ message, fix }: { readonly message: string; readonly fix: string }): string {
  return fix === '' || fix === 'Nothing to do.' ? message : `${sentence(message)} Fix: ${fix}`;
}
