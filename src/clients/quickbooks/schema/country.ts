// A country as QuickBooks writes it here and there ('US', 'us', 'USA', 'United States') -> ISO 3166 alpha-2.

/** Alpha-3 of the countries that QuickBooks Online is sold in most; since 2025 its addresses answer in that form. */
const ALPHA_3: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'USA:US CAN:CA GBR:GB AUS:AU NZL:NZ IRL:IE ZAF:ZA IND:IN SGP:SG HKG:HK MYS:MY PHL:PH THA:TH IDN:ID JPN:JP ARE:AE SAU:SA ISR:IL MEX:MX BRA:BR ' +
    'FRA:FR DEU:DE ESP:ES PRT:PT ITA:IT NLD:NL BEL:BE LUX:LU CHE:CH AUT:AT DNK:DK SWE:SE NOR:NO FIN:FI ISL:IS POL:PL CZE:CZ GRC:GR CYP:CY MLT:MT ' +
    'KEN:KE NGA:NG GHA:GH ZWE:ZW NAM:NA BWA:BW JAM:JM TTO:TT BHS:BS BRB:BB BMU:BM CYM:KY PRI:PR'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);
const ALIASES: Readonly<Record<string, string>> = {
  UK: 'GB',
  'U.S.': 'US',
  'U.S.A.': 'US',
  'UNITED STATES OF AMERICA': 'US',
  'GREAT BRITAIN': 'GB',
  ENGLAND: 'GB',
};

/** Alpha-2 where the text names a country; otherwise the text itself in capital letters. */
export function countryCode(written: string): string {
  const text = written.trim().replaceAll(/\s+/g, ' ').toUpperCase();
  return ALIASES[text] ?? ALPHA_3[text] ?? codeOfName(text) ?? text;
}

function codeOfName(name: string): string | undefined {
  if (name.length <= 3) return undefined;
  const names = new Intl.DisplayNames('en', { type: 'region' });
  return Object.values(ALPHA_3).find((code) => names.of(code)?.toUpperCase() === name);
}
