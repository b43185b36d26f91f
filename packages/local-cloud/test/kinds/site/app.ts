export const api = async ({ rawPath }: { rawPath: string }) => `api at ${rawPath}`;
