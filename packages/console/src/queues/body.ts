/** A message's body set out to be read; as it is when it is no JSON. */
export const setOut = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

/** The text of the editor as a body again: on one line when it is JSON, as producers write it. */
export const pack = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
};
