/** SST's rule (`^[^a-zA-Z]|[^a-zA-Z0-9-]` is refused by its CLI); a stage also goes into names of files here. */
const isStage = (name: string) => /^[A-Za-z][A-Za-z0-9-]*$/.test(name);

/** The stage that was asked for, or `local`. Throws for what is no name of one. */
export const checkedStage = (given = "local"): string => {
  if (isStage(given)) return given;
  throw new Error(
    `"${given}" is no name of a stage: it takes letters, digits and hyphens, a letter first, such as pr-42.`,
  );
};
