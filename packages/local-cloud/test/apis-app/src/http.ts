export const echo = async (event: object) => event;

export const fallback = async () => ({ statusCode: 418, cookies: ["a=1"], body: "nobody else" });

export const authorizer = async ({ identitySource: [token] }: { identitySource: string[] }) => ({
  isAuthorized: token === "open sesame",
  context: { told: token },
});
