// Every command: names, options and examples are in specs/, by group.
// A command is offered once table.ts says where its module is.
import type { CommandSpec } from './spec.ts';
import { LOOK_AND_FIX } from './specs/look-and-fix.ts';
import { RUN } from './specs/run.ts';
import { SET_UP } from './specs/set-up.ts';
import { TRY_IT } from './specs/try-it.ts';

/** In the order of the help. */
export const SPECS: readonly CommandSpec[] = [...RUN, ...LOOK_AND_FIX, ...SET_UP, ...TRY_IT];
