import type { JsonSchema } from "@sourdough/events-schema";
import { gapsFrom } from "../compatibility/compatibility.ts";
import type { Uses } from "./deployments.ts";

/** A registered schema; undefined when there is none in this clone. */
export type SchemaOf = (version: string, revision: number) => JsonSchema | undefined;

/** An event that one project publishes and another takes, and does not get, or refuses. */
export interface Incompatibility {
  /** `sourdough.orders/OrderPlaced` */
  readonly event: string;
  /** Why, as the rest of a sentence that begins with who takes it. */
  readonly why: string;
  /** Whether this clone does not have the schema to tell. */
  readonly unknown?: true;
}

const eventOf = (version: string) => version.replace(/\.v\d+$/, "");
const numberOf = (version: string) => version.slice(version.lastIndexOf(".v") + 1);
const nameOf = (version: string) => `${eventOf(version).split("/").at(-1)} ${numberOf(version)}`;
const together = (versions: readonly string[]) => versions.map(numberOf).sort().join(" and ");

/** Events a project publishes any version of. */
export const eventsOf = (versions: Uses["publishes"]): Set<string> =>
  new Set(Object.keys(versions).map(eventOf));

/** What a consumer misses of what is published, whole events included that it would refuse. */
export function incompatibilitiesOf(
  publishes: Uses["publishes"],
  takes: Uses["takes"],
  schemaOf: SchemaOf,
  where: "here" | "there",
): Incompatibility[] {
  const published = Map.groupBy(Object.keys(publishes), eventOf);
  const taken = Map.groupBy(Object.keys(takes), eventOf);
  return [...taken].flatMap(([event, versions]): Incompatibility[] => {
    const sent = published.get(event) ?? [];
    const name = event.split("/").at(-1);
    const both = sent.filter((version) => versions.includes(version));
    if (sent.length > 0 && both.length === 0)
      return [
        { event, why: `takes ${name} ${together(versions)}, and ${together(sent)} is published ${where}` },
      ];
    return both.flatMap((version): Incompatibility[] => {
      const [from, to] = [publishes[version] ?? 1, takes[version] ?? 1];
      if (from === to) return [];
      const [one, other] = [schemaOf(version, from), schemaOf(version, to)];
      if (!one || !other) {
        const [subject, missing] = other ? ["would get", from] : ["takes", to];
        const why = `${subject} ${nameOf(version)} revision ${missing}, and that is not registered in this clone`;
        return [{ event, why, unknown: true }];
      }
      const [gap] = gapsFrom(one, other);
      if (!gap) return [];
      const why = `takes ${nameOf(version)} revision ${to}, and would refuse revision ${from}, published ${where}: ${gap.path} ${gap.why}`;
      return [{ event, why }];
    });
  });
}
