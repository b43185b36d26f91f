import { expect, test } from "vitest";
import type { Component, Resource } from "../core/resource-graph.ts";
import { services } from "../emulators/registry.ts";
import { acceptedLine } from "./accepted.ts";

const component = (type: string, name: string, parent?: string): Component => ({
  type,
  name,
  urn: name,
  parent,
});
const resource = (type: string, name: string, parent?: string): Resource => ({
  type,
  name,
  urn: name,
  parent,
  id: name,
  inputs: {},
  outputs: {},
});
const graph = {
  app: { name: "x", stage: "local" },
  region: "eu-west-1",
  accountId: "000000000000",
  components: [component("sst:aws:Router", "Front"), component("sst:aws:Certificate", "FrontSsl", "Front")],
  outputs: {},
  links: {},
};

test("says what nothing heeds, by service and by what the app wrote", () => {
  const resources = [
    resource("aws:acm/certificate:Certificate", "FrontSslCertificate", "FrontSsl"),
    resource("aws:ec2/vpc:Vpc", "Net"),
    resource("aws:ec2/subnet:Subnet", "Subnet"),
    resource("random:index/randomPassword:RandomPassword", "Password"),
    resource("aws:apigateway/deployment:Deployment", "Deployment"),
    resource("aws:sqs/queue:Queue", "Orders"),
  ];
  expect(acceptedLine({ ...graph, resources }, services)).toBe(
    "Accepted, no effect here: VPC (Net, Subnet); Certificate Manager (Front)",
  );
});

test("says nothing where all has an effect", () => {
  expect(acceptedLine({ ...graph, resources: [resource("aws:sqs/queue:Queue", "Orders")] }, services)).toBe(
    undefined,
  );
});
