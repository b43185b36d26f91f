import { type Context, partOf } from "../context.ts";
import { titleOf } from "../event-schema.ts";

/** Fields of events by the consumers that were seen to read them. */
export type Reads = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

const below = (path: string, other: string) => path === other || path.startsWith(`${other}.`);

/** What state machines and templates read of an event is what `consumes.ts` says, neither less nor more. */
export const checkReads = (context: Context, reads: Reads): void => {
  for (const [consumer, declared] of context.consumers) {
    const seen = reads.get(consumer);
    // What a function reads, its compiler checks.
    if (!seen) continue;
    for (const contract of context.contracts) {
      const part = partOf(declared, contract);
      const title = titleOf(contract);
      const paths = [...(seen.get(title) ?? [])]
        .filter((path) => path.startsWith("data."))
        .map((path) => path.slice("data.".length));
      if (!part || paths.length === 0) continue;
      const claim = (code: string, problem: string, rule: string, remedy: string) =>
        context.report({ resource: consumer, file: declared.file, code, problem, rule, remedy });

      const unsaid = paths.filter(
        (path) => !part.reads.some((field) => below(path, field) || below(field, path)),
      );
      if (unsaid.length > 0)
        claim(
          "reads.undeclared",
          `${consumer} reads ${unsaid.join(", ")} of ${title}, and does not say so.`,
          "The contracts go by consumes.ts when somebody wants to remove a field.",
          `Add ${unsaid.map((path) => `"${path}"`).join(", ")} to reads(${contract.name}, ...).`,
        );
      const unread = part.reads.filter(
        (field) => !paths.some((path) => below(path, field) || below(field, path)),
      );
      if (unread.length > 0)
        claim(
          "reads.unused",
          `${consumer} says it reads ${unread.join(", ")} of ${title}, and does not.`,
          "A field that a consumer declares cannot be removed from the contract.",
          `Take ${unread.map((path) => `"${path}"`).join(", ")} out of reads(${contract.name}, ...).`,
        );
    }
  }
};
