// What a place of the key must be able to do, and how key texts are read.

export interface KeySource {
  /** The key; null where the place works but holds none yet. Errors say what was tried and what to do. */
  load(): Promise<Buffer | null>;
  /** Stores a new key. Missing where the key comes from elsewhere (credential, command, environment). */
  save?(key: Buffer): Promise<void>;
  /** Forgets the key. Missing where it isn't ours to remove. */
  remove?(): Promise<void>;
  /** Writes, reads and deletes a trial entry; a place that can only be read has none. */
  prove?(): Promise<void>;
  /** `the OS keychain (service at2qbo, account default)`. */
  describe(): string;
}

/** 64 hex digits (white space around them allowed) as 32 bytes; null where it is anything else. */
export function parseKey(text: string): Buffer | null {
  const digits = text.trim();
  return /^[0-9a-f]{64}$/i.test(digits) ? Buffer.from(digits, 'hex') : null;
}
