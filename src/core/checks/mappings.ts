// Settings that tie ids of one system to ids of the other: do both ends exist?
import { ok, problem, warning, type CheckLine } from './line.ts';
import type { SettingsFacts } from './facts.ts';
import { companyId } from '../model.ts';
import { counted } from '../words.ts';

/** `customers.map` and `customers.overrides`. */
export function checkCustomers(facts: SettingsFacts): CheckLine[] {
  const { catalog, settings } = facts;
  const { map, overrides } = settings.customers;
  const lines: CheckLine[] = [];
  const mapped = Object.entries(map).flatMap(([company, id]): CheckLine[] => {
    const customer = catalog.customers.byId(id);
    const fix = `Correct customers.map for company ${company}.`;
    if (!customer) return [problem('customers.map', `company ${company} -> customer ${id}, which QuickBooks doesn't have`, fix)];
    if (!customer.isActive)
      return [problem('customers.map', `company ${company} -> customer "${customer.fullName}", which is inactive`, fix)];
    return unknownCompany('customers.map', company, facts);
  });
  lines.push(...mapped);
  if (Object.keys(map).length > 0 && mapped.length === 0)
    lines.push(ok('customers.map', `${counted(Object.keys(map).length, 'company', 'companies')}, all there`));
  const found = Object.entries(overrides).flatMap(([company, { class: classId, terms }]): CheckLine[] => [
    ...unknownCompany('customers.overrides', company, facts),
    ...checkClass('customers.overrides', `company ${company}`, classId, facts),
    ...(terms === undefined || catalog.termsById.get(terms)?.isActive === true
      ? []
      : [
          problem(
            'customers.overrides',
            `company ${company} has the terms ${terms}, which QuickBooks doesn't have in use`,
            `Correct customers.overrides for company ${company}.`,
          ),
        ]),
  ]);
  lines.push(...found);
  const count = Object.keys(overrides).length;
  if (count > 0 && found.length === 0) lines.push(ok('customers.overrides', `${counted(count, 'company', 'companies')}, all there`));
  return lines;
}

/** `terms.map`. */
export function checkTerms({ catalog, settings }: SettingsFacts): CheckLine[] {
  const entries = Object.entries(settings.terms.map);
  const lines = entries
    .filter(([, id]) => catalog.termsById.get(id)?.isActive !== true)
    .map(([name, id]) =>
      problem('terms.map', `"${name}" -> terms ${id}, which QuickBooks doesn't have in use`, 'Correct terms.map: at2qbo settings edit'),
    );
  return lines.length > 0 || entries.length === 0 ? lines : [ok('terms.map', `${counted(entries.length, 'mapping')}, all there`)];
}

function unknownCompany(key: string, company: string, { companies }: SettingsFacts): CheckLine[] {
  if (companies.has(companyId(Number(company)))) return [];
  return [
    warning(key, `Autotask shows no company ${company}`, `Take company ${company} out of ${key}, or give the API user access to it.`),
  ];
}

/** A class that QuickBooks doesn't have holds the invoice; where classes aren't tracked, none is sent. */
function checkClass(key: string, whose: string, id: string | undefined, { catalog }: SettingsFacts): CheckLine[] {
  if (id === undefined || id === '') return [];
  if (catalog.preferences.classTracking === 'off')
    return [
      warning(
        key,
        `${whose} has the class ${id}: no effect, class tracking is off in QuickBooks`,
        'Turn on class tracking in QuickBooks, or take the class out.',
      ),
    ];
  if (catalog.classes.has(id)) return [];
  return [problem(key, `${whose} has the class ${id}, which QuickBooks doesn't have in use`, `Correct ${key}.`)];
}

/** `linesOfBusiness.filter` and `linesOfBusiness.classes`. */
export function checkLinesOfBusiness(facts: SettingsFacts): CheckLine[] {
  const { filter, classes } = facts.settings.linesOfBusiness;
  const key = 'linesOfBusiness.classes';
  const ids = Object.keys(classes);
  if (ids.length === 0) {
    if (filter === 'off') return [];
    const message =
      filter === 'selected'
        ? `linesOfBusiness.filter is selected and none is: nothing is ever sent`
        : 'no line of business is selected: only invoices whose lines have none are sent';
    return [problem(key, message, 'at2qbo settings edit, or: at2qbo settings set linesOfBusiness.classes \'{"<id>":"<class id>"}\'')];
  }
  const known = new Map(facts.linesOfBusiness.map((one) => [String(one.id), one]));
  const found = Object.entries(classes).flatMap(([id, classId]): CheckLine[] => {
    const line = known.get(id);
    const whose = `line of business ${id}${line ? ` (${line.name})` : ''}`;
    return [
      ...(line ? [] : [problem(key, `Autotask has no ${whose}`, `Take ${id} out of ${key}.`)]),
      ...(line && !line.isActive ? [warning(key, `${whose} is inactive in Autotask`, 'Nothing to do if old invoices still use it.')] : []),
      ...checkClass(key, whose, classId, facts),
    ];
  });
  return found.length === 0
    ? [
        ok(
          key,
          `${counted(ids.length, 'line of business', 'lines of business')}, filter ${filter}: ${ids.map((id) => known.get(id)?.name ?? id).join(', ')}`,
        ),
      ]
    : found;
}
