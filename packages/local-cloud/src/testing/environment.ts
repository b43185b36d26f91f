/** Makes `wanted` the environment of this process; what is returned puts back every variable that differed. */
export const putEnvironment = (wanted: NodeJS.ProcessEnv): (() => void) => {
  const before = { ...process.env };
  const differing = [...new Set([...Object.keys(before), ...Object.keys(wanted)])].filter(
    (name) => before[name] !== wanted[name],
  );
  const put = (from: NodeJS.ProcessEnv) => {
    for (const name of differing)
      if (from[name] === undefined) delete process.env[name];
      else process.env[name] = from[name];
  };
  put(wanted);
  return () => put(before);
};
