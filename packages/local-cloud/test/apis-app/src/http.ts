export const echo = async (event: object) => event;

export const fallback = async () => ({ statusCode: 418, cookies: ["a=1"], body: "nobody else" });

export const authorizer = async ({ identitySource: [token] }: { identitySource: string[] }) => ({
  isAuthorized: token === "open sesame",
  context: { told: token },
});

/** Of a REST API: the token alone. */
export const tokens = async ({
  authorizationToken,
  methodArn,
}: {
  authorizationToken: string;
  methodArn: string;
}) => {
  if (authorizationToken !== "open sesame") throw new Error("Unauthorized");
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }];
  return { principalId: "ali", policyDocument: { Version: "2012-10-17", Statement }, context: { caves: 40 } };
};

export const rest = async (event: object) => ({ statusCode: 200, body: JSON.stringify(event) });
