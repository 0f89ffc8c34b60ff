// The Autotask companies that a run has seen, so that none is read twice.
import type { CompanyId, SourceCompany } from '../model.ts';
import type { AutotaskPort } from '../ports.ts';

/** Companies seen in this run, so that none is read twice. */
export class CompanyShelf {
  readonly #autotask: AutotaskPort;
  readonly #known = new Map<CompanyId, SourceCompany | null>();
  readonly #emails = new Map<CompanyId, string>();

  constructor(autotask: AutotaskPort) {
    this.#autotask = autotask;
  }

  async fetch(ids: Iterable<CompanyId>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#known.has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) this.#known.set(id, null);
    for (const company of await this.#autotask.companies(unknown)) this.#known.set(company.id, company);
  }

  async fetchEmails(ids: Iterable<CompanyId>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#emails.has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) this.#emails.set(id, '');
    for (const [id, email] of await this.#autotask.primaryEmails(unknown)) this.#emails.set(id, email);
  }

  get(id: CompanyId): SourceCompany | null {
    return this.#known.get(id) ?? null;
  }

  email(id: CompanyId): string {
    return this.#emails.get(id) ?? '';
  }
}
