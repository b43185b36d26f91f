interface Event {
  readonly requestContext: { readonly authorizer: { readonly iam: { readonly userArn: string } } };
}

export const open = async ({ requestContext }: Event) => requestContext.authorizer.iam.userArn;
