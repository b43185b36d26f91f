const OLDEST = 24;

/** What a person should know whose Node is too old to load the local cloud; undefined for one that is not. */
export const nodeProblem = (version: string): string | undefined =>
  Number.parseInt(version, 10) >= OLDEST
    ? undefined
    : `sourdough-local needs Node ${OLDEST} or newer, and this is ${version}. Install one, or let npm bring one along: npx -p node@${OLDEST} -p sourdough-local sourdough-local`;
