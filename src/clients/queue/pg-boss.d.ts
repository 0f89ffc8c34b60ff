// What we use of pg-boss 12: its own types are of a newer Node than the oldest that we support.
declare module 'pg-boss' {
  export interface Job<T> {
    readonly id: string;
    readonly data: T;
    readonly retryCount: number;
  }
  export interface SendOptions {
    readonly singletonKey: string;
    readonly priority?: number;
    readonly startAfter?: number;
    readonly group?: { readonly id: string };
  }
  export interface Schedule {
    readonly name: string;
    readonly key: string;
    readonly cron: string;
    readonly timezone: string;
    readonly options?: SendOptions;
  }
  export interface QueueOptions {
    readonly policy?: 'exclusive' | 'standard';
    readonly retryLimit?: number;
    readonly retryDelay?: number;
    readonly retryBackoff?: boolean;
    readonly retryDelayMax?: number;
    readonly heartbeatSeconds?: number;
    readonly expireInSeconds?: number;
    readonly deleteAfterSeconds?: number;
    readonly deadLetter?: string;
  }
  export class PgBoss {
    constructor(options: Readonly<Record<string, string | number | boolean>>);
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'warning', listener: (warning: { readonly message: string }) => void): this;
    start(): Promise<this>;
    /** Of the tables in the database. */
    schemaVersion(): Promise<number | null>;
    stop(options: { readonly graceful: boolean; readonly timeout: number }): Promise<void>;
    createQueue(name: string, options?: QueueOptions): Promise<void>;
    getQueue(name: string): Promise<{ readonly policy?: string } | null>;
    send(name: string, data: object, options: SendOptions): Promise<string | null>;
    work<T>(
      name: string,
      options: Readonly<Record<string, number | boolean>>,
      handler: (jobs: readonly Job<T>[]) => Promise<object | undefined>,
    ): Promise<string>;
    offWork(name: string, options?: { readonly wait: boolean }): Promise<void>;
    complete(name: string, id: string, data?: object): Promise<object>;
    fail(name: string, id: string, data?: object): Promise<object>;
    update(name: string, data: object, options: { readonly singletonKey: string; readonly startAfter: number }): Promise<object>;
    findJobs<T>(name: string, options: { readonly key: string; readonly queued?: boolean }): Promise<readonly Job<T>[]>;
    schedule(name: string, cron: string, data: object, options: SendOptions & { readonly tz: string; readonly key: string }): Promise<void>;
    unschedule(name: string, key: string): Promise<void>;
    getSchedules(name: string): Promise<readonly Schedule[]>;
    previewSchedule(cron: string, options: { readonly tz: string; readonly count: number }): readonly Date[];
  }
}
