// A line of `doctor`: a check line, or a remark that is worth a look and asks for nothing.
import { warning, type CheckLine } from './line.ts';

export interface DoctorLine extends CheckLine {
  /** Doesn't count for the exit code. */
  readonly isRemark?: true;
}

/** True of many well-kept set-ups too: shown as a warning, without an effect on the exit code. */
export function remark(key: string, message: string, fix: string): DoctorLine {
  return { ...warning(key, message, fix), isRemark: true };
}

/** Does any line ask for a person? */
export function needsAction(lines: readonly DoctorLine[]): boolean {
  return lines.some((line) => line.level !== 'ok' && line.isRemark !== true);
}
