/** Reads JSON as configurations of TypeScript have it: with comments and trailing commas. */

type Json = Readonly<Record<string, unknown>>;

/** Throws SyntaxError for what is no JSON even so. */
export async function parseRelaxed(text: string): Promise<unknown> {
  const { parseSync } = await import('oxc-parser');
  const { program, errors } = parseSync('config.js', `(${text})`);
  const [statement] = program.body;
  if (errors.length > 0 || statement?.type !== 'ExpressionStatement') throw new SyntaxError('no JSON');
  return valueOf(statement.expression as unknown as Json);
}

function valueOf(node: Json): unknown {
  if (node['type'] === 'ParenthesizedExpression') return valueOf(node['expression'] as Json);
  if (node['type'] === 'ArrayExpression') return (node['elements'] as Json[]).map(valueOf);
  if (node['type'] !== 'ObjectExpression') return node['value'];
  return Object.fromEntries((node['properties'] as { key: Json; value: Json }[]).map(({ key, value }) => [String(key['value'] ?? key['name']), valueOf(value)]));
}
