export { compile, type Matcher } from "./compile.ts";
export { compileFilterCriteria } from "./filter-criteria.ts";
