/** On a text of this length V8 compiles an expression to machine code at once, and not to bytecode first, which takes three times as long. */
const LONG = 'x '.repeat(500);

const done = new WeakSet<RegExp>();

/** The same expression, compiled: that is else done when it first meets a text, the slow way where the text is short. */
export function compiled(expression: RegExp): RegExp {
  if (done.has(expression)) return expression;
  done.add(expression);
  expression.test(LONG);
  expression.lastIndex = 0;
  return expression;
}
