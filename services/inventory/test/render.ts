import { compileTemplate, inputVariable, utilVariable } from "@sourdough/test-kit/emulators";

/** What a mapping template makes of a request about a store, or of an answer of DynamoDB. */
export const render = (template: string, body: unknown, storeId = "store-1") => {
  const context = {
    responseOverride: { header: {} as Record<string, string>, status: undefined as number | undefined },
  };
  const input = inputVariable(JSON.stringify(body), { path: { storeId }, querystring: {}, header: {} });
  const answer: unknown = JSON.parse(
    compileTemplate(template).render({ input, context, util: utilVariable }),
  );
  const { status, header } = context.responseOverride;
  return { answer, status, contentType: header["Content-Type"] };
};
