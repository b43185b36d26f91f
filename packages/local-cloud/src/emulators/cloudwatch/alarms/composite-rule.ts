import { isArn } from "../../../core/arn.ts";
import type { AlarmState } from "./decide.ts";

/** The rule of a composite alarm. */
export interface CompositeRule {
  /** Names of the alarms it looks at. */
  readonly alarms: readonly string[];
  /** Whether it holds; an alarm that is not there is in no state. */
  holds(stateOf: (alarm: string) => AlarmState | undefined): boolean;
}

type Test = (stateOf: (alarm: string) => AlarmState | undefined) => boolean;

const TOKEN = /\s*(?:"([^"]*)"|'([^']*)'|([()])|([^\s()"']+))/y;
const STATES: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];
const DEEPEST = 100;

const nameOf = (alarm: string) =>
  isArn(alarm) ? alarm.slice(alarm.indexOf(":alarm:") + ":alarm:".length) : alarm;

/**
 * Parses `ALARM("a") AND (NOT OK(b) OR TRUE)`. Throws a sentence about what is wrong.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const parseCompositeRule = (source: string): CompositeRule => {
  const tokens: { text: string; quoted: boolean }[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < source.trimEnd().length) {
    const match = pattern.exec(source);
    if (!match) throw new Error(`The alarm rule ${source} has a quote that does not end.`);
    const [, double, single, bracket, word] = match;
    tokens.push({
      text: double ?? single ?? bracket ?? word ?? "",
      quoted: bracket === undefined && word === undefined,
    });
  }
  const alarms = new Set<string>();
  let at = 0;
  let depth = 0;

  const isNext = (text: string) =>
    tokens[at] !== undefined && !tokens[at]!.quoted && tokens[at]!.text.toUpperCase() === text;
  const expect = (text: string) => {
    if (!isNext(text))
      throw new Error(
        `The alarm rule ${source} needs ${text} where it has ${tokens[at]?.text ?? "its end"}.`,
      );
    at++;
  };

  const unary = (): Test => {
    if (++depth > DEEPEST) throw new Error(`The alarm rule is nested more than ${DEEPEST} deep.`);
    const test = inner();
    depth--;
    return test;
  };
  const inner = (): Test => {
    if (isNext("NOT")) {
      at++;
      const negated = unary();
      return (stateOf) => !negated(stateOf);
    }
    if (isNext("(")) {
      at++;
      const test = either();
      expect(")");
      return test;
    }
    const word = tokens[at]?.text.toUpperCase() ?? "";
    if (word === "TRUE" || word === "FALSE") {
      at++;
      return () => word === "TRUE";
    }
    if (!STATES.includes(word))
      throw new Error(
        `The alarm rule ${source} has ${tokens[at]?.text ?? "its end"} where ALARM(…), OK(…), INSUFFICIENT_DATA(…), NOT, TRUE, FALSE or a parenthesis should be.`,
      );
    at++;
    expect("(");
    const name = nameOf(tokens[at]?.text ?? "");
    at++;
    expect(")");
    alarms.add(name);
    return (stateOf) => stateOf(name) === word;
  };
  const both = (): Test => {
    let left = unary();
    while (isNext("AND")) {
      at++;
      const [before, right] = [left, unary()];
      left = (stateOf) => before(stateOf) && right(stateOf);
    }
    return left;
  };
  const either = (): Test => {
    let left = both();
    while (isNext("OR")) {
      at++;
      const [before, right] = [left, both()];
      left = (stateOf) => before(stateOf) || right(stateOf);
    }
    return left;
  };

  const holds = either();
  if (at < tokens.length)
    throw new Error(`The alarm rule ${source} goes on with ${tokens[at]!.text} after its end.`);
  return { alarms: [...alarms], holds };
};
