import { isUtf8 } from 'node:buffer'
import { TRPCError } from '@trpc/server'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { causeOf, InputError, type InputIssue, malformed } from './errors.ts'
import { parseJson } from './json.ts'
import type { Operation } from './operation.ts'
import { parseQuery, refuseNul } from './query.ts'
import { type Data, fieldsFromWire, isData, unknownKey } from './rename.ts'
import { readTexts } from './scalars.ts'

/** `application/json` or `application/*+json`, in UTF-8 (RFC 8259 knows no other charset). */
const json = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/**
 * Builds the one input object of a request: body or query, then headers, then path parameters, which win.
 * Runs inside tRPC's `getRawInput`, after whatever decides who is calling. Throws a `TRPCError`:
 * `PARSE_ERROR` (cause `MalformedRequest`), `UNSUPPORTED_MEDIA_TYPE`, or `BAD_REQUEST` (cause `InputError`).
 */
export async function readInput(operation: Operation, request: FastifyRequest): Promise<unknown> {
  const issues: InputIssue[] = []
  const query = readQuery(operation, request, issues)
  const input = operation.isQuery ? query : readBody(operation, request, issues)
  for (const field of operation.headers) {
    const text = request.headers[field.header]
    if (text !== undefined) input[field.name] = field.read(String(text))
  }
  const params = request.params as Readonly<Record<string, string>>
  for (const field of operation.params) input[field.name] = field.read(refuseNul(params[field.wire] ?? ''))
  if (issues.length > 0) throw await refusal(operation, input, issues)
  return input
}

/** The schema is asked too, so that a caller sees everything at once. */
async function refusal(operation: Operation, input: Data, issues: readonly InputIssue[]): Promise<TRPCError> {
  const checked = operation.input && (await z.safeParseAsync(operation.input, input))
  return new TRPCError({ code: 'BAD_REQUEST', cause: new InputError(issues, checked?.error) })
}

function readQuery(operation: Operation, request: FastifyRequest, issues: InputIssue[]): Data {
  const texts = new Map<string, string[]>()
  for (const [key, text] of parseQuery(request.url)) {
    const list = texts.get(key)
    if (list === undefined) texts.set(key, [text])
    else list.push(text)
  }
  const input: Data = {}
  for (const [key, values] of texts) {
    const field = operation.query.get(key)
    if (field === undefined) issues.push(unknownKey([], key))
    else input[field.name] = readTexts(field, values)
  }
  return input
}

function readBody(operation: Operation, request: FastifyRequest, issues: InputIssue[]): Data {
  const body = readJsonBody(request)
  if (body === undefined) {
    if (operation.bodyRequired) throw malformed('This operation needs a JSON object as its body; it may be {}.')
    return {}
  }
  if (!isData(body)) throw malformed('The body is not a JSON object.')
  return fieldsFromWire(body, operation.body, issues)
}

/**
 * The JSON in the body of a request whose bytes were left as they came, or nothing if it is empty. Throws a `TRPCError`:
 * `PARSE_ERROR` (cause `MalformedRequest`) or `UNSUPPORTED_MEDIA_TYPE`.
 */
export function readJsonBody(request: FastifyRequest): unknown {
  const bytes = request.body
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) {
    // Fastify reads no body whose content type it cannot make sense of.
    if (bytes === undefined && announcesBody(request)) throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE' })
    return undefined
  }
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = request.headers
  // A body that was compressed has a coding that is not supported, rather than bad JSON (RFC 9110 §15.5.16).
  if (!json.test(type) || !/^\s*identity\s*$/i.test(coding)) throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE' })
  if (!isUtf8(bytes)) throw malformed('The body is not valid UTF-8.')
  try {
    return parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
  } catch (error) {
    const cause = causeOf(error)
    throw cause === undefined ? error : malformed(cause.message)
  }
}

function announcesBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
