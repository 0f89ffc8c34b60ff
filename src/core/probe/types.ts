// What a question of the probe is made of: its sentence, its requests, what they say, and the company it is asked in.

/** An object as it travels. */
export type Json = Readonly<Record<string, unknown>>;
export type ProbedService = 'quickbooks' | 'autotask';
/** What a probe makes in QuickBooks, in the order in which it is taken away again. */
export const MADE_TYPES = ['Payment', 'Invoice', 'CreditMemo', 'Item', 'Customer'] as const;
export type MadeType = (typeof MADE_TYPES)[number];

/** One request below the company (QuickBooks) or below `/V1.0` (Autotask). */
export interface ProbeRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** `invoice`, `Invoices/query`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON; a text goes as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** With a token that nobody gave out. */
  readonly isUnsigned?: true;
  /** Past our own limits, and a refusal of the service's is the answer. */
  readonly isUnpaced?: true;
  /** What it may leave behind: recorded before it is sent. */
  readonly makes?: { readonly type: MadeType; readonly mark: string };
  /** Fields of an Autotask invoice that it may change, as they were: recorded before it is sent. */
  readonly changes?: { readonly invoiceId: number; readonly before: Json };
}

export interface ProbeReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** undefined: the body is no JSON. */
  readonly json: unknown;
  readonly text: string;
}

/** Yields requests (several: to be sent at once), gets their replies, returns what they say. It asks nobody by itself. */
export type Script<T> = Generator<readonly ProbeRequest[], T, readonly ProbeReply[]>;

/** `is`: in words that name nothing of the company. `detail`: what was seen, for the screen alone. `why`: it couldn't be asked. */
export type Answer = { readonly is: string; readonly detail?: string } | { readonly why: string };

/** What a question needs of the company. */
export type Need =
  | 'us'
  | 'abroad'
  | 'automated-tax'
  | 'no-tax'
  | 'multi-currency'
  | 'custom-numbers'
  | 'own-numbers'
  | 'online-payments'
  | 'closed-books'
  | 'custom-field'
  | 'earlier-probe'
  | 'named-invoice';

export interface Question<Stage> {
  /** Kebab-case; never used for another question. */
  readonly id: string;
  readonly subject: string;
  /** One plain sentence. */
  readonly asks: string;
  /** Where the program depends on it. */
  readonly program: string;
  /** The switch of the built-in sandbox that this question is about. */
  readonly fact?: string;
  readonly needs?: readonly Need[];
  /** After everything was taken away: what it does slows down what comes behind it. */
  readonly isLast?: true;
  readonly script: (stage: Stage) => Script<Answer>;
}

export type TaxRegime = 'automated' | 'manual' | 'global' | 'off';

/** What decides which questions can be asked in a QuickBooks company. */
export interface ProbedCompany {
  readonly realmId: string;
  readonly name: string;
  /** As it came. */
  readonly country: string;
  readonly isUs: boolean;
  readonly tax: TaxRegime;
  readonly homeCurrency: string;
  readonly usesMultiCurrency: boolean;
  readonly customNumbers: boolean;
  readonly onlinePayments: boolean;
  /** Last day of the closed books. */
  readonly closedUntil: string | null;
  /** An old custom field that is switched on: its id. */
  readonly customField: string | null;
}

/** A document that an earlier probe made and took away again, to see whether its request id is still known. */
export interface EarlierRequest {
  readonly requestId: string;
  readonly documentId: string;
  readonly days: number;
}

/** A QuickBooks company with what all questions share. */
export interface QuickBooksStage {
  readonly company: ProbedCompany;
  /** YYYY-MM-DD */
  readonly today: string;
  /** A moment before the probe began, ISO. */
  readonly since: string;
  /** A text that nothing else in the company has; each call another one. */
  readonly mark: () => string;
  /** Ids of the probe's own customer and of its item, and of an income account. */
  readonly customer: string;
  readonly item: string;
  readonly account: string;
  /** A tax code for a line outside the US; null: there is none, or none is needed. */
  readonly taxCode: string | null;
  readonly earlier: EarlierRequest | null;
}

/** An Autotask database. */
export interface AutotaskStage {
  /** The one invoice that may be changed and put back; null: none was named. */
  readonly invoiceId: number | null;
}

/** One question with both answers. */
export interface Finding {
  readonly service: ProbedService;
  readonly id: string;
  readonly subject: string;
  readonly asks: string;
  readonly program: string;
  readonly fact: string | null;
  readonly outcome: 'as-expected' | 'otherwise' | 'not-asked';
  /** null: not asked. */
  readonly here: string | null;
  /** The built-in sandbox's answer to the same requests; null: it wasn't asked, or couldn't say. */
  readonly sandbox: string | null;
  /** Why it wasn't asked, or what was seen; '' where there is nothing to add. Not for a report. */
  readonly detail: string;
  /** `POST invoice?operation=void`, as they were sent. */
  readonly requests: readonly string[];
}

/** Something that is still there. */
export interface LeftBehind {
  readonly service: ProbedService;
  readonly what: string;
  readonly why: string;
}
