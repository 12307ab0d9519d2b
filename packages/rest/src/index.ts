export type { ErrorCatalogue, ErrorEntry } from './catalogue.ts'
export {
  type ErrorDescription,
  fromFramework,
  InputError,
  type InputIssue,
  MalformedRequest,
  summaryOf,
} from './errors.ts'
export { readJsonBody } from './input.ts'
export { parseJson } from './json.ts'
export { toCamel, toSnake } from './names.ts'
export { buildOpenApi, type OpenApiDocument, type OpenApiOptions } from './openapi.ts'
export type { CommonErrors } from './openapi-errors.ts'
export { registerRest } from './plugin.ts'
export { type ProblemOptions, problemReply } from './problem.ts'
export { parseQuery } from './query.ts'
export { type Method, methodsOf, type ProcedureMeta, type RestRoute } from './route.ts'
export type { RestOptions } from './serve.ts'
