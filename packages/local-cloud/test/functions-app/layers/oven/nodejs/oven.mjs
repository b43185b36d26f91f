export const celsius = 250;
