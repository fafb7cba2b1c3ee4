const FORM = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?$/;

/**
 * Whether a text is a date in ISO 8601, of a year from 0000 to 9999 also in UTC: dates are stored in UTC and sort as text, which others
 * would not. Engines read more than that, each something else: February 30, a comment in brackets.
 */
export function isIsoDate(text: string): boolean {
  const [, year, month = '01', day = '01'] = FORM.exec(text) ?? [];
  const at = Date.parse(text);
  if (year === undefined || Number.isNaN(at)) return false;
  // a day that its month does not have would be one of the next month
  return new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day) && /^\d{4}-/.test(new Date(at).toISOString());
}
