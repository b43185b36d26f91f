import type { HopError, Issue } from "../api.ts";
import type { Redaction } from "../redaction.ts";

/** The fields an error's message names, as `InvalidInputError` writes them: `subject: path: why; path: why`. */
export const errorOf = (error: { code: string; message: string }, redaction: Redaction): HopError => {
  const { code } = error;
  const message = redaction.maskText(error.message);
  const issues =
    /^Invalid(Input|Event)Error$/.test(code) || /\bis malformed:/.test(message) ? issuesIn(message) : [];
  return { code, message, issues: issues.length > 0 ? issues : undefined };
};

const issuesIn = (message: string): Issue[] => {
  const details = message.slice(message.indexOf(": ") + 2);
  return details.split("; ").flatMap((detail) => {
    const [, path, why] = /^([A-Za-z_][\w.-]*): (.+)$/.exec(detail) ?? [];
    return path === undefined || why === undefined ? [] : [{ path, message: why }];
  });
};
