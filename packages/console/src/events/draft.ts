let draft: string | undefined;

/** Hands an event from a trace to the composer. */
export const draftEvent = (json: string) => {
  draft = json;
};

export const takeDraft = (): string | undefined => {
  const taken = draft;
  draft = undefined;
  return taken;
};
