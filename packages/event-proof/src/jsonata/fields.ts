import { suggest } from "../finding.ts";
import { any, elementOf, mapElements, members, nothing, type Origin, type Shape, union } from "../shape.ts";
import type { Observer } from "./scope.ts";

const pathOf = (origin: Origin, name: string) => (origin.path === "" ? name : `${origin.path}.${name}`);

/** The field of a shape; tells the observer of those that cannot be there. */
export const fieldOf = (shape: Shape, name: string, observer: Observer): Shape => {
  const found = mapElements(shape, (element) => memberOf(element, name, observer) ?? nothing);
  const owners = members(elementOf(shape)).filter(({ kind }) => kind !== "nothing");
  if (owners.length > 0 && owners.every((owner) => memberOf(owner, name, observer) === undefined))
    observer.report(missing(owners, name));
  return found;
};

const memberOf = (owner: Shape, name: string, observer: Observer): Shape | undefined => {
  if (owner.kind === "any" || owner.kind === "function") return any;
  if (owner.kind === "union")
    return union(owner.of.map((member) => memberOf(member, name, observer) ?? nothing));
  if (owner.kind === "list") return fieldOf(owner, name, observer);
  if (owner.kind !== "object") return undefined;
  if (owner.origin) observer.read(owner.origin.event, pathOf(owner.origin, name));
  const field = Object.hasOwn(owner.fields, name) ? owner.fields[name] : undefined;
  if (!field) return owner.rest;
  if (!field.optional) return field.shape;
  const origin = owner.origin && { event: owner.origin.event, path: pathOf(owner.origin, name) };
  return union([field.shape, { kind: "nothing", ...(origin && { origin }) }]);
};

const missing = (owners: readonly Shape[], name: string) => {
  const owner = owners.find(({ kind }) => kind === "object");
  if (owner?.kind !== "object") {
    const what = owners[0]?.kind === "text" ? "text: $parse it first" : `a ${owners[0]?.kind}`;
    return {
      code: "path.missing",
      problem: `It reads .${name} of what is ${what}.`,
      rule: "Only objects have fields.",
      remedy: "Read the field of the object it is in.",
    };
  }
  const event = owner.origin ? ` of ${owner.origin.event}` : "";
  return {
    code: "path.missing",
    problem: `It reads ${name} of ${owner.name}${event}, which has no such field.`,
    rule: `${owner.name}${event} has ${Object.keys(owner.fields).join(", ") || "no fields"}.`,
    remedy: suggest(name, Object.keys(owner.fields)),
  };
};
