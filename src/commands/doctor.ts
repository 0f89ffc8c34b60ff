// placeholder
import type { Invocation } from './spec.ts';
export async function run(_: Invocation): Promise<number> { return 0; }
