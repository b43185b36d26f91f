// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS refuses exactly these.
const notInNames = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** Whether an execution or a Map may have the name, which is to be part of an ARN. */
export const isName = (name: string, longest: number): boolean =>
  name.length >= 1 && name.length <= longest && !notInNames.test(name);
