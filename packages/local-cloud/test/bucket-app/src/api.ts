export const handler = async ({ rawPath }: { rawPath: string }) => ({ statusCode: 200, body: rawPath });
