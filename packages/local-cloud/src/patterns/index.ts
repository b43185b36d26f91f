export { compile, type Matcher } from "./compile.ts";
export { compileFilterCriteria, type FilteredSource } from "./filter-criteria.ts";
