// docs/questions.md says what a probe asks and what the built-in sandbox answers now.
import { expect, test } from 'vitest';
import { QUESTIONS_PAGE, questionsPage } from '../../scripts/docs-questions.ts';

test(
  'docs/questions.md is what scripts/docs-questions.ts makes of the questions (npx vitest run test/docs/questions.test.ts -u writes it)',
  { timeout: 60_000 },
  async () => {
    await expect(await questionsPage()).toMatchFileSnapshot(QUESTIONS_PAGE);
  },
);
