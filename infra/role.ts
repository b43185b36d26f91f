export interface Grant {
  actions: string[];
  resources: $util.Input<string>[];
}

/** A role that `service` assumes and that may do what `grants` lists, nothing else. */
export const serviceRole = (name: string, service: string, grants: Grant[]) =>
  new aws.iam.Role(`${name}Role`, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: service }),
    inlinePolicies: [
      {
        name: "inline",
        policy: aws.iam.getPolicyDocumentOutput({ statements: grants }).json,
      },
    ],
  });
