// docs/facts.md says what the built-in sandbox can be told of the two services.
import { expect, test } from 'vitest';
import { FACTS_PAGE, factsPage } from '../../scripts/docs-facts.ts';

test('docs/facts.md is what scripts/docs-facts.ts makes of the facts (npx vitest run test/docs/facts.test.ts -u writes it)', async () => {
  await expect(factsPage()).toMatchFileSnapshot(FACTS_PAGE);
});
