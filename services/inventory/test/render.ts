import { compileTemplate, inputVariable, utilVariable } from "@sourdough/test-kit/emulators";

interface Request {
  path?: Record<string, string>;
  query?: Record<string, string>;
  /** Of the caller, as API Gateway makes one text of them; nobody is signed in without. */
  groups?: string;
}

/** What a mapping template makes of a request, or of an answer of a service. */
export const renderFor = (template: string, body: unknown, { path = {}, query = {}, groups }: Request) => {
  const context = {
    authorizer: { claims: groups === undefined ? {} : { "cognito:groups": groups } },
    responseOverride: { header: {} as Record<string, string>, status: undefined as number | undefined },
  };
  const input = inputVariable(JSON.stringify(body), { path, querystring: query, header: {} });
  const answer: unknown = JSON.parse(
    compileTemplate(template).render({ input, context, util: utilVariable }),
  );
  const { status, header } = context.responseOverride;
  return { answer, status, contentType: header["Content-Type"] };
};

/** The same for anybody who asks about a store. */
export const render = (template: string, body: unknown, storeId = "store-1") =>
  renderFor(template, body, { path: { storeId } });
