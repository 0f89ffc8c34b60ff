/** What tests in TypeScript use of left-out.mjs: package -> the module that replaces it. */
export const LEFT_OUT: Readonly<Record<string, string>>;
