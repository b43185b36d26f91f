import { arriving, type Context, matching } from "../context.ts";
import { titleOf } from "../event-schema.ts";
import { ruleConsumer } from "../system.ts";

/** Every event has a way to somebody, and every way has events. */
export const checkCoverage = (context: Context, fileOf: (event: string) => string): void => {
  for (const contract of context.contracts) {
    if (contract.public) continue;
    const routed = context.routes.some((route) => arriving(route, contract).length > 0);
    if (!routed)
      context.report({
        resource: titleOf(contract),
        file: fileOf(titleOf(contract)),
        code: "event.unrouted",
        problem: `Nobody gets ${titleOf(contract)}: no rule that matches it leads to a consumer.`,
        rule: "An event is routed to a consumer, or marked as one for outsiders.",
        remedy: "Add a rule, or set public: true in its contract.",
      });
  }
  for (const { resource, eventBusName, eventPattern, name } of context.system.rules) {
    if (eventPattern === undefined) continue;
    const report = (code: string, problem: string, rule: string, remedy: string) =>
      context.report({ resource: resource.name, code, problem, rule, remedy });
    const routes = context.routes.filter(({ rule }) => rule.resource === resource);
    if (!context.system.buses.some((bus) => bus.name === eventBusName || bus.arn === eventBusName))
      report(
        "rule.bus",
        `Rule ${ruleConsumer(resource)} is on the bus ${eventBusName}, where nothing is published.`,
        `There is ${context.system.buses.map((bus) => bus.name).join(", ")}.`,
        "Take the name from busName().",
      );
    if (!context.system.targets.some(({ rule }) => rule === name))
      report(
        "rule.targetless",
        `Rule ${ruleConsumer(resource)} has no target.`,
        "What a rule without a target matches is dropped.",
        "Add a target, or remove the rule.",
      );
    else if (
      routes.length > 0 &&
      !context.contracts.some((contract) => routes.some((route) => matching(route, contract).length > 0))
    )
      report(
        "rule.unreachable",
        `Rule ${ruleConsumer(resource)} matches no event there is.`,
        "A rule matches at least one event that has a contract.",
        "Derive its pattern from the contracts: pattern(...consumes.Name).",
      );
  }
};
