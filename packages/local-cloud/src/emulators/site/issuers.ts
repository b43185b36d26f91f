import type { ResourceGraph } from "../../core/resource-graph.ts";

/** A function that signs people in, at a URL of its own. */
export interface Issuer {
  /** Name of the component, `Auth`. */
  readonly name: string;
  /** Of its URL on AWS. */
  readonly host: string;
}

/**
 * The functions of `sst.aws.Auth` that no router stands before. OpenAuth takes the origin of a request for the issuer
 * of its tokens, and its pages lead to paths of that: what answers at a path of the gateway is no issuer.
 */
export const issuersOf = ({
  components,
  resources,
}: Pick<ResourceGraph, "components" | "resources">): Issuer[] => {
  const auths = components.filter(({ type }) => type === "sst:aws:Auth");
  const isBehindRouter = (urn: string) =>
    components.some(({ type, parent }) => type === "sst:aws:Router" && parent === urn);
  const ownerOf = (urn: string | undefined): (typeof auths)[number] | undefined =>
    urn === undefined
      ? undefined
      : (auths.find((auth) => auth.urn === urn) ??
        ownerOf(components.find((component) => component.urn === urn)?.parent));
  return resources.flatMap(({ type, parent, outputs }) => {
    const owner = type === "aws:lambda/functionUrl:FunctionUrl" ? ownerOf(parent) : undefined;
    if (!owner || isBehindRouter(owner.urn)) return [];
    return [{ name: owner.name, host: new URL(String(outputs.functionUrl)).hostname }];
  });
};
