import type { ExpressionCompiler } from "./expression.ts";

const texts = new WeakMap<object, string>();

const jsonOf = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const text = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, text);
  return text;
};

/** Runs that differ in one call evaluate most expressions on the same values: each is evaluated once. */
export const remembering =
  (compile: ExpressionCompiler, now: () => number): ExpressionCompiler =>
  (source, field) => {
    const evaluate = compile(source, field);
    if (/\$(uuid|random|shuffle)\b/.test(source)) return evaluate;
    const readsContext = source.includes("context");
    const known = new Map<string, unknown>();
    return (bindings) => {
      const { context, ...states } = bindings.states as Record<string, unknown>;
      const visible: unknown[] = [now(), readsContext && jsonOf(context)];
      for (const name in states) visible.push(name, jsonOf(states[name]));
      for (const name in bindings)
        if (name !== "states" && source.includes(name)) visible.push(name, jsonOf(bindings[name]));
      const key = visible.join("\n");
      if (!known.has(key)) known.set(key, evaluate(bindings));
      return known.get(key);
    };
  };
