/** `LoafSold` or `loafSold` is `loaf-sold`. */
export const kebabCase = (name: string) => name.replace(/(?<=.)[A-Z]/g, "-$&").toLowerCase();

/** `loaf-sold` is `LoafSold`. */
export const pascalCase = (name: string) =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `loaf-sold` and `LoafSold` are `loafSold`. */
export const camelCase = (name: string) => pascalCase(name).replace(/^./, (letter) => letter.toLowerCase());

/** `loaf-sold` is "loaf sold". */
export const words = (name: string) => kebabCase(name).replaceAll("-", " ");

export const isKebabCase = (name: string) => /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name);
export const isPascalCase = (name: string) => /^([A-Z][a-z0-9]*)+$/.test(name);
