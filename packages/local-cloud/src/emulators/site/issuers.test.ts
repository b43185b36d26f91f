import { expect, test } from "vitest";
import { issuersOf } from "./issuers.ts";

const graphOf = (...extra: { type: string; name: string; urn: string; parent: string }[]) => ({
  components: [
    { type: "sst:aws:Auth", name: "Bakers", urn: "auth" },
    { type: "sst:aws:Function", name: "BakersIssuer", urn: "issuer", parent: "auth" },
    { type: "sst:aws:Function", name: "Till", urn: "till" },
    ...extra,
  ],
  resources: ["issuer", "till"].map((parent) => ({
    type: "aws:lambda/functionUrl:FunctionUrl",
    name: `${parent}Url`,
    urn: `${parent}/url`,
    parent,
    id: parent,
    inputs: {},
    outputs: { functionUrl: `https://${parent}.lambda-url.eu-west-1.on.aws/` },
  })),
});

test("the function of sst.aws.Auth is an issuer, and no other with a URL", () => {
  expect(issuersOf(graphOf())).toEqual([{ name: "Bakers", host: "issuer.lambda-url.eu-west-1.on.aws" }]);
});

test("one with a domain answers behind its router already", () => {
  const router = { type: "sst:aws:Router", name: "BakersRouter", urn: "router", parent: "auth" };
  expect(issuersOf(graphOf(router))).toEqual([]);
});
