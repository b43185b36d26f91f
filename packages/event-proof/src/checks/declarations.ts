import type { Context } from "../context.ts";
import { eventSchema, titleOf } from "../event-schema.ts";
import { suggest } from "../finding.ts";
import { findPath } from "../schema-paths.ts";

/** What consumers declare is in the contracts: the compiler sees that too, but not for a contract that is replaced. */
export const checkDeclarations = (context: Context): void => {
  for (const [consumer, { events, file }] of context.consumers)
    for (const part of events) {
      const claim = (code: string, problem: string, rule: string, remedy: string) =>
        context.report({ resource: consumer, file, code, problem, rule, remedy });
      const contract = context.contracts.find(
        ({ name, source, version }) =>
          name === part.name && source === part.source && version === part.version,
      );
      if (!contract) {
        claim(
          "event.unknown",
          `${consumer} takes ${titleOf(part)} of ${part.source}, an event without a contract.`,
          "Every event on the bus has a contract in events-schema.",
          suggest(part.name, [...new Set(context.contracts.map(({ name }) => name))]),
        );
        continue;
      }
      for (const path of new Set([...part.reads, ...part.having, ...part.lacking])) {
        const found = findPath(
          eventSchema(contract),
          ["detail", "data", ...path.split(".")],
          titleOf(contract),
        );
        if ("remedy" in found)
          claim(
            "path.missing",
            `${consumer} reads ${path} of ${titleOf(contract)}.`,
            found.rule,
            found.remedy,
          );
      }
    }
};
