export { type Declared, loadConsumers } from "./consumer-files.ts";
export { type ContractFile, loadContracts, type Problem, titleOf } from "./contract-files.ts";
