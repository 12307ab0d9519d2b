import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import { encode, type Forge } from './forge.ts'
import type { Corpus } from './forged-tokens.ts'
import type { Person } from './live-server.ts'

const UUID = '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f'

/** What a token must not say, under the real key. */
export function wrongClaims({ token, real, header, claims, nowSeconds: now }: Forge, other: Person): Corpus {
  const url = String(claims.iss)
  const values: Readonly<Record<string, readonly unknown[]>> = {
    iss: [
      undefined,
      null,
      '',
      1,
      {},
      [url],
      `${url}/`,
      url.toUpperCase(),
      'https://evil.example',
      `${url}\u0000`,
      `${url}.evil.example`,
    ],
    aud: [undefined, null, '', 1, {}, [], ['https://evil.example'], `${url}/`, 'https://evil.example', '*'],
    exp: [
      undefined,
      null,
      '',
      String(now + 900),
      now - 1,
      now,
      0,
      -1,
      true,
      [now + 900],
      now + 1_000_000,
      1e20,
      now + 899.5,
    ],
    nbf: [now + 60, now + 3600, String(now), null, [], 1e20],
    iat: [undefined, null, '', String(now), now + 3600, 0, -1, now - 3600, true, 1e20, now - 0.5],
    sub: [
      undefined,
      null,
      '',
      'me',
      1,
      {},
      [claims.sub],
      other.id,
      UUID,
      String(claims.sub).toUpperCase(),
      `${claims.sub} `,
      "' OR '1'='1",
      '__proto__',
    ],
    sid: [
      undefined,
      null,
      '',
      1,
      {},
      [claims.sid],
      other.sessionId,
      UUID,
      String(claims.sid).toUpperCase(),
      "' OR '1'='1",
      claims.sub,
    ],
    jti: [undefined, null, '', 1, {}, 'x'.repeat(300)],
  }
  const texts: Readonly<Record<string, string>> = {
    'a list': '[]',
    text: '"claims"',
    null: 'null',
    'a number': '1',
    nothing: '',
    'no JSON': '{sub:1}',
    'a truncated object': JSON.stringify(claims).slice(0, -1),
    'bytes that are no text': '\ud800',
    'exp beyond all numbers': JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999'),
    'exp below all numbers': JSON.stringify(claims).replace(/"exp":\d+/, '"exp":-1e999'),
    'a second sub': JSON.stringify(claims).replace(/\}$/, `,"sub":"${other.id}"}`),
    'a second iss': JSON.stringify(claims).replace(/\}$/, ',"iss":"https://evil.example"}'),
    'a second exp': JSON.stringify(claims).replace(/\}$/, ',"exp":1}'),
    'a deep claim': `${'{"a":'.repeat(400)}1${'}'.repeat(400)}`,
  }
  return {
    ...Object.fromEntries(
      Object.entries(values).flatMap(([name, list]) =>
        list.map((value) => [
          `${name} ${JSON.stringify(value)?.slice(0, 60)}`,
          token(real, header, { ...claims, [name]: value }),
        ]),
      ),
    ),
    ...Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [`claims that are ${name}`, token(real, header, text)]),
    ),
    'no claims': token(real, header, {}),
    "somebody else's session": token(real, header, { ...claims, sub: other.id }),
  }
}

/** A good token, and what is left of it. */
export function brokenTokens({ token, real, header, claims, rsa, kid }: Forge): Corpus {
  const good = token(real, header, claims)
  const [head = '', body = '', signature = ''] = good.split('.')
  const last = signature.at(-1) ?? ''
  const jwe = [encode({ alg: 'dir', enc: 'A256GCM', kid }), '', ...sealed(good)].join('.')
  const wrappedKey = publicEncrypt({ key: rsa, padding: constants.RSA_PKCS1_OAEP_PADDING }, randomBytes(32)).toString(
    'base64url',
  )
  return {
    'the header alone': head,
    'no signature part': `${head}.${body}`,
    'no header part': `${body}.${signature}`,
    'an empty header part': `.${body}.${signature}`,
    'empty claims': `${head}..${signature}`,
    'an empty signature part': `${head}.${body}.`,
    dots: '..',
    'a dot': '.',
    'a dot too many': `${good}.`,
    'a dot in front': `.${good}`,
    'four parts': `${good}.${signature}`,
    'a thousand dots': '.'.repeat(1000),
    'encrypted directly': jwe,
    'encrypted under an RSA key': [encode({ alg: 'RSA-OAEP', enc: 'A256GCM', kid }), wrappedKey, ...sealed(good)].join(
      '.',
    ),
    'the token twice': good + good,
    'two tokens with a dot': `${good}.${good}`,
    'the JSON form': JSON.stringify({ protected: head, payload: body, signature }),
    'the JSON form in base64': encode({ payload: body, signatures: [{ protected: head, signature }] }),
    'padding behind the signature': `${good}==`,
    'padding behind the header': `${head}=.${body}.${signature}`,
    'another spelling of the same signature': `${head}.${body}.${signature.slice(0, -1)}${sameBytes(last)}`,
    'ordinary base64': `${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    'a line break in it': `${head}.\n${body}.${signature}`,
    'a space in it': `${head}. ${body}.${signature}`,
    'a tab behind it': `${good}\tx`,
    'percent escapes': encodeURIComponent(good).replaceAll('.', '%2E'),
    'in quotes': `"${good}"`,
    'in angle brackets': `<${good}>`,
    'full-width dots': good.replaceAll('.', '．'),
    'a zero-width space': `${head}.\u200b${body}.${signature}`,
    'a byte order mark': `\ufeff${good}`,
    'upper case': good.toUpperCase(),
    'lower case': good.toLowerCase(),
    reversed: [...good].toReversed().join(''),
    'cut in the header': good.slice(0, 20),
    'cut in the claims': good.slice(0, head.length + 20),
    'cut by one': good.slice(0, -1),
    'cut by ten': good.slice(0, -10),
    'one more character': `${good}A`,
    'a null character escaped': `${good}%00`,
    'a semicolon': `${good};`,
    huge: 'eyJ'.repeat(3000),
    'huge and three parts': `${head}.${'A'.repeat(9000)}.${signature}`,
    'huge claims under the real key': token(real, header, { ...claims, x: 'x'.repeat(6000) }),
    text: 'token',
    'a number': '1',
    null: 'null',
    undefined: 'undefined',
    'an object': '[object Object]',
    SQL: "' OR '1'='1' --",
    unicode: 'тóкен😀',
  }
}

/** The last of 86 characters has four bits that mean nothing. */
function sameBytes(char: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(char) ^ 1] ?? ''
}

/** Initialisation vector, ciphertext and tag of a compact JWE. */
function sealed(text: string): readonly string[] {
  const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12))
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()])
  return [randomBytes(12), ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))
}

/** Headers in which a good token must not count, and those without one. Forged ones among them come first. */
export function wrongAuthorizations(
  good: string,
): Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> {
  const bearer = `Bearer ${good}`
  const texts: readonly string[] = [
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'bearer',
    good,
    `Bearer${good}`,
    `Bearer:${good}`,
    `Bearer=${good}`,
    `Bearer: ${good}`,
    `Bearer, ${good}`,
    `Bearer\t${good}`,
    `Bearer ${good} x`,
    `Bearer x ${good}`,
    `Bearer ${good}, Bearer ${good}`,
    `Bearer ${good},`,
    `, ${bearer}`,
    `Bearer "${good}"`,
    `Bearer token="${good}"`,
    `Bearer realm="roster" ${good}`,
    `Basic ${good}`,
    `Basic ${Buffer.from(`${good}:`).toString('base64')}`,
    'Basic dXNlcjpwYXNz',
    `Token ${good}`,
    `JWT ${good}`,
    `DPoP ${good}`,
    `MAC ${good}`,
    `Negotiate ${good}`,
    `Digest username="${good}"`,
    `OAuth ${good}`,
    `ApiKey ${good}`,
    `Bearer Bearer ${good}`,
    `Bearerx ${good}`,
    `xBearer ${good}`,
    `\u00a0${bearer}`,
    `Bearer\u00a0${good}`,
    `\u0412earer ${good}`,
    `Bearer ${good}\u0085`,
    `bearer ${good.slice(0, -2)}`,
    `BEARER ${good.slice(0, -2)}`,
  ]
  const elsewhere: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> = {
    'no header': {},
    'two headers, the good one first': { authorization: [bearer, 'Bearer x'] },
    'two headers, the good one last': { authorization: ['Bearer x', bearer] },
    'the good one twice': { authorization: [bearer, bearer] },
    'another scheme beside it': { authorization: [bearer, 'Basic dXNlcjpwYXNz'] },
    'for the proxy': { 'proxy-authorization': bearer },
    'a header of its own': {
      'x-access-token': good,
      'x-authorization': bearer,
      'x-api-key': good,
      'access-token': good,
    },
    'a forwarded one': { 'x-forwarded-authorization': bearer, 'x-original-authorization': bearer },
    'a cookie': { cookie: `access_token=${good}; token=${good}; __Host-token=${good}; Authorization=${bearer}` },
    'an underscore for a hyphen': { x_authorization: bearer, http_authorization: bearer },
  }
  const latin1 = (text: string) => Buffer.from(text).toString('latin1')
  return {
    ...Object.fromEntries(
      texts.map((text) => [`Authorization: ${text.replace(good, 'TOKEN')}`, { authorization: latin1(text) }]),
    ),
    ...elsewhere,
  }
}
