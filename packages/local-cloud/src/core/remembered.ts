/** Makes each thing once for a text, also for the graph that an edit brings; of very many the oldest are forgotten. */
export const remembered = <Made>(make: (text: string) => Made, most = 2_000): ((text: string) => Made) => {
  const known = new Map<string, Made>();
  return (text) => {
    const made = known.has(text) ? known.get(text)! : make(text);
    known.delete(text);
    known.set(text, made);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return made;
  };
};
