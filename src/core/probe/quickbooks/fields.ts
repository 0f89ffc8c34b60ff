// Questions about fields of a document: custom ones, online payment, unknown properties, long texts.
import type { Answer, Json, Question, QuickBooksStage, Script } from '../types.ts';
import { entity, invoice, isJson, list, refusal, takenOr, text, tryInvoice } from '../script.ts';

const SUBJECT = 'fields';
const CUSTOM = 'core/rules/document/custom-fields.ts, core/transfer/send/field-losses.ts: what came back is compared with what was sent';
const FLAGS = 'core/rules/document/online-payment.ts: leaves the flags out where the setting is `company`';

function* custom(stage: QuickBooksStage, id: string, value: string, include: string | null): Script<Answer> {
  const field = { DefinitionId: id, Type: 'StringType', StringValue: value };
  const reply = yield* tryInvoice(stage, { CustomField: [field] }, include === null ? {} : { include });
  if (refusal(reply) !== null) return { is: refusal(reply) ?? '' };
  const stored = list(entity(reply, 'Invoice'), 'CustomField').filter(isJson);
  const found = text(
    stored.find((one) => text(one, 'DefinitionId') === id),
    'StringValue',
  );
  return { is: found === value ? 'kept' : found === '' ? 'dropped' : 'changed' };
}

function flagsOf(stored: Json): readonly string[] {
  return [text(stored, 'AllowOnlineCreditCardPayment'), text(stored, 'AllowOnlineACHPayment')];
}

export const FIELDS: readonly Question<QuickBooksStage>[] = [
  {
    id: 'custom-field',
    subject: SUBJECT,
    asks: 'Does an old custom field that is switched on come back as it was sent?',
    program: CUSTOM,
    needs: ['custom-field'],
    script: (stage) => custom(stage, stage.company.customField ?? '', 'PO 4711', null),
  },
  {
    id: 'custom-field-too-long',
    subject: SUBJECT,
    asks: 'What does a custom field of 32 characters do?',
    program: CUSTOM,
    needs: ['custom-field'],
    script: (stage) => custom(stage, stage.company.customField ?? '', 'x'.repeat(32), null),
  },
  {
    id: 'custom-field-unknown',
    subject: SUBJECT,
    asks: 'What becomes of a present custom field that the company doesn’t have?',
    program: CUSTOM,
    script: (stage) => custom(stage, '1999999999', 'x', 'enhancedAllCustomFields'),
  },
  {
    id: 'payment-flags-omitted',
    subject: SUBJECT,
    asks: 'May the customer pay online where an invoice doesn’t say?',
    program: FLAGS,
    fact: 'payment-flags-omitted',
    needs: ['online-payments'],
    *script(stage) {
      // Switched off in the company, too, it would look the same: then the answer is in no fact.
      return { is: flagsOf(yield* invoice(stage)).includes('true') ? 'company-setting' : 'not offered' };
    },
  },
  {
    id: 'payment-flags-sent',
    subject: SUBJECT,
    asks: 'Are online payment flags kept as they are sent?',
    program: FLAGS,
    needs: ['online-payments'],
    *script(stage) {
      const stored = yield* invoice(stage, { AllowOnlineCreditCardPayment: true, AllowOnlineACHPayment: false });
      const flags = flagsOf(stored).join('/');
      return { is: flags === 'true/false' ? 'kept' : 'changed' };
    },
  },
  {
    id: 'unknown-property',
    subject: SUBJECT,
    asks: 'What does a property do that nobody knows?',
    program: 'clients/quickbooks/wire/document.ts: sends known ones alone',
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { At2qboProbe: 'x' }));
    },
  },
  {
    id: 'memo-too-long',
    subject: SUBJECT,
    asks: 'What does a customer message of 1,001 characters do?',
    program: 'core/rules/document/message.ts: cuts it before',
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { CustomerMemo: { value: 'x'.repeat(1001) } }));
    },
  },
  {
    id: 'line-breaks',
    subject: SUBJECT,
    asks: 'Are line breaks kept in the memo?',
    program: 'core/matching/note.ts: finds Autotask’s id in a memo of several lines',
    *script(stage) {
      const memo = `${stage.mark()}\nsecond line`;
      const stored = text(yield* invoice(stage, { PrivateNote: memo }), 'PrivateNote');
      return { is: stored === memo ? 'kept' : 'changed' };
    },
  },
  {
    id: 'subtotal-line',
    subject: SUBJECT,
    asks: 'Does an answer hold a subtotal line that nobody sent?',
    program: 'core/transfer/send/verify.ts: compares sales lines alone',
    *script(stage) {
      const kinds = list(yield* invoice(stage), 'Line').map((one) => text(one, 'DetailType'));
      return { is: kinds.includes('SubTotalLineDetail') ? 'yes' : 'no' };
    },
  },
];
