import { eventShape, titleOf } from "../event-shape.ts";
import { suggest } from "../finding.ts";
import { fieldOf } from "../jsonata/fields.ts";
import { nobody } from "../jsonata/scope.ts";
import type { Proof } from "../proof.ts";
import type { Shape } from "../shape.ts";

/** What consumers declare is in the contracts: the compiler sees that too, but not for a contract that is replaced. */
export const checkDeclarations = (proof: Proof): void => {
  for (const [consumer, { events, file }] of proof.consumers)
    for (const part of events) {
      const claim = (code: string, problem: string, rule: string, remedy: string) =>
        proof.report({ resource: consumer, file, code, problem, rule, remedy });
      const contract = proof.contracts.find(
        ({ name, source, version }) =>
          name === part.name && source === part.source && version === part.version,
      );
      if (!contract) {
        claim(
          "event.unknown",
          `${consumer} takes ${titleOf(part)} of ${part.source}, an event without a contract.`,
          "Every event on the bus has a contract in events-schema.",
          suggest(part.name, [...new Set(proof.contracts.map(({ name }) => name))]),
        );
        continue;
      }
      for (const path of new Set([...part.reads, ...part.having, ...part.lacking])) {
        const problems: { problem: string; rule: string; remedy: string }[] = [];
        const observer = {
          ...nobody,
          report: (problem: (typeof problems)[number]) => problems.push(problem),
        };
        ["detail", "data", ...path.split(".")].reduce<Shape>(
          (inner, name) => fieldOf(inner, name, observer),
          eventShape(contract),
        );
        const [problem] = problems;
        if (problem)
          claim(
            "path.missing",
            `${consumer} reads ${path} of ${titleOf(contract)}.`,
            problem.rule,
            problem.remedy,
          );
      }
    }
};
