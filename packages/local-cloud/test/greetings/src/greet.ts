interface Request {
  readonly pathParameters: { readonly name: string };
}

/** With the name of the table it is linked to. */
export const handler = async ({ pathParameters: { name } }: Request) => {
  const { name: table } = JSON.parse(process.env.SST_RESOURCE_Greetings!) as { name: string };
  return { statusCode: 200, body: JSON.stringify({ greeting: `Hello ${name}`, table }) };
};
