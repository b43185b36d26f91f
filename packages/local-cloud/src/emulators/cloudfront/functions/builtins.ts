/**
 * What `cloudfront-js-2.0` has, as far as AWS lists it.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 * `Array.from`, `Symbol` and `charCodeAt` are not listed, but there.
 */
export const GLOBALS =
  "globalThis NaN Infinity undefined decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt atob btoa Object String Number Boolean Symbol Math Date Function RegExp JSON Array Promise ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array Error AggregateError EvalError InternalError RangeError ReferenceError SyntaxError TypeError URIError TextDecoder TextEncoder Buffer console require eval".split(
    " ",
  );

/** Members of builtins of which not all are there. */
export const MEMBERS: Readonly<Record<string, string>> = {
  Object:
    "create defineProperties defineProperty freeze getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames getOwnPropertySymbols getPrototypeOf isExtensible isFrozen isSealed keys preventExtensions seal assign is setPrototypeOf entries values",
  String: "fromCharCode fromCodePoint",
  "String.prototype":
    "length charAt charCodeAt concat indexOf lastIndexOf match replace search slice split substr substring toLowerCase trim toUpperCase codePointAt endsWith includes repeat startsWith padStart padEnd trimStart trimEnd replaceAll toString valueOf",
  Array: "isArray of from",
  "Array.prototype":
    "length concat every filter forEach indexOf join lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice unshift copyWithin fill find findIndex includes toString",
  Promise: "all allSettled any race reject resolve",
};
