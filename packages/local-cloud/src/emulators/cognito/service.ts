import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "cognito-idp",
  title: "Cognito user pools",
  resourceTypes,
  // Sign-ins name a client of the pool, not the pool.
  place: ({ resource }, { find, ofKind }) => find(resource) ?? ofKind("userPool")[0],
  hosts: ["auth"],
  domains: { "aws:cognito/userPoolDomain:UserPoolDomain": "domain" },
  wire: { target: "AWSCognitoIdentityProviderService" },
  sdk: { name: "cognitoidentityprovider", prefix: "CognitoIdentityProvider" },
  map: {
    "aws:cognito/userPool:UserPool": {
      node: "userPool",
      visited: true,
      edges(resource, { nodes, edges }) {
        edges.declare(nodes.client, nodes.nodeOf(resource), "call", "signs in");
      },
    },
  },
  load: async () => (await import("./emulator.ts")).createCognitoEmulator,
};
