import { Misuse } from "./command.ts";

/**
 * Which part of a command the first word names, with the words behind it: `takes` has, by the names of the parts, what
 * each is given. Throws `Misuse` for another name, or another number of words.
 */
export const subcommandOf = <Name extends string>(
  command: string,
  [given, ...words]: readonly string[],
  takes: Readonly<Record<Name, readonly string[]>>,
): { readonly name: Name; readonly words: readonly string[] } => {
  const isName = (name: string): name is Name => Object.hasOwn(takes, name);
  if (given === undefined || !isName(given)) {
    const what = given === undefined ? "What is to be done?" : `There is no command "${command} ${given}".`;
    throw new Misuse(
      `${what} There ${Object.keys(takes).length === 1 ? "is" : "are"}: ${Object.keys(takes).join(", ")}.`,
    );
  }
  const wanted = takes[given];
  if (words.length !== wanted.length)
    throw new Misuse(
      `It is: ${[command, given, ...wanted.map((word) => `<${word}>`)].join(" ")}; a value with spaces needs quotation marks.`,
    );
  return { name: given, words };
};
