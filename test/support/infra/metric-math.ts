/** The value of a metric in a period; undefined if there is no data. */
export type Value = number | undefined;

/** The names that a CloudWatch metric math expression can use. */
export type Names = { readonly values: Readonly<Record<string, Value>>; readonly periodSeconds: number };

/**
 * Evaluates the subset of CloudWatch metric math that the stack's alarms use: numbers, metrics, `a > b`, `PERIOD(m)` and
 * `IF(condition, then, else)`. The result is undefined if data that it needs is missing.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function compute(expression: string, names: Names): Value {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|\S/g) ?? [];
  const take = (): string => tokens.shift() ?? '';
  const expect = (token: string): void => {
    const found = take();
    if (found !== token) throw new Error(`${expression}: expected ${token}, found ${found}`);
  };

  function operand(): Value {
    const token = take();
    if (/^\d/.test(token)) return Number(token);
    if (token === 'PERIOD') {
      expect('(');
      take();
      expect(')');
      return names.periodSeconds;
    }
    if (token === 'IF') return conditional();
    if (!(token in names.values)) throw new Error(`${expression}: unknown metric ${token}`);
    return names.values[token];
  }

  function conditional(): Value {
    expect('(');
    const condition = comparison();
    expect(',');
    const then = comparison();
    expect(',');
    const otherwise = comparison();
    expect(')');
    return condition === undefined ? undefined : condition === 0 ? otherwise : then;
  }

  function comparison(): Value {
    const left = operand();
    if (tokens[0] !== '>') return left;
    take();
    const right = operand();
    return left === undefined || right === undefined ? undefined : Number(left > right);
  }

  const value = comparison();
  if (tokens.length > 0) throw new Error(`${expression}: unexpected ${tokens[0]}`);
  return value;
}
