/** A message's body indented to be read; as it is when it is no JSON. */
export const formatBody = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

/** The text of the editor as a body again: on one line when it is JSON, as producers write it. */
export const compactBody = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
};
