/** Makes something of a thing once, however often it is asked for before another thing is. */
export const forLast = <Thing extends object, More extends unknown[], Made>(
  make: (thing: Thing, ...more: More) => Made,
): ((thing: Thing, ...more: More) => Made) => {
  let last: { readonly thing: Thing; readonly made: Made } | undefined;
  return (thing, ...more) => {
    if (last?.thing !== thing) last = { thing, made: make(thing, ...more) };
    return last.made;
  };
};
