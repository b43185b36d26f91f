export { type ContractFile, loadContracts, type Problem, titleOf } from "./contract-files.ts";
