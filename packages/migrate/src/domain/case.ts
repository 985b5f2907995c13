/** Cases: what they are, how they get their ids, and what a matrix stands for. */

/** One input given to both runners. */
export interface Case {
  id: string;
  /** What `{{field}}` stands for. */
  fields: Readonly<Record<string, unknown>>;
  /** Files and folders copied into the work folder first, relative to the configuration. */
  files: readonly string[];
  /** A folder whose content is copied into the work folder first. */
  fixture: string | undefined;
  /** Where it was declared, for errors. */
  where: string;
}

const reserved = new Set(['id', 'files', 'fixture']);

/** The id that a record gives or that its fields make, in their order: `script=a,level=1`. Undefined when it has neither. */
export function idOfFields(record: Readonly<Record<string, unknown>>): string | undefined {
  const given = record['id'];
  if (given !== undefined && given !== null && given !== '') return fieldText(given);
  const fields = Object.entries(record).filter(([name]) => !reserved.has(name));
  if (fields.length === 0) return undefined;
  return fields.map(([name, value]) => `${name}=${fieldText(value)}`).join(',');
}

/** A field's value as it stands in a command: text as it is, anything else as JSON. */
export function fieldText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** A case with this id from a record of fields. */
export function caseOf(record: Readonly<Record<string, unknown>>, where: string, id: string): Case {
  const { files = [], fixture, ...fields } = record;
  return { id, fields: { ...fields, id }, files: files as string[], fixture: fixture as string | undefined, where };
}

/** Every combination of a matrix's values, the last name turning fastest. */
export function matrixRows(matrix: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  return Object.entries(matrix).reduce<Record<string, unknown>[]>(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
}

/** The ids that more than one case has, with where each was declared. */
export function duplicateIds(cases: readonly Case[]): { id: string; where: string[] }[] {
  const byId = new Map<string, string[]>();
  for (const { id, where } of cases) byId.set(id, [...(byId.get(id) ?? []), where]);
  return [...byId].filter(([, where]) => where.length > 1).map(([id, where]) => ({ id, where }));
}
