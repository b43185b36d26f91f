/** Whether JSON text nests deeper than `levels`. Brackets within its strings do not count. */
export const nestsDeeperThan = (text: string, levels: number): boolean => {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (quoted) {
      if (char === "\\") index++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{" || char === "[") {
      if (++depth > levels) return true;
    } else if (char === "}" || char === "]") depth--;
  }
  return false;
};
