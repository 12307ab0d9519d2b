const base = document.documentElement.dataset.base ?? ''
const SIGNS_IN = /\/users\/(?:login|refresh)$/

const dark = matchMedia('(prefers-color-scheme: dark)')
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', followScheme)
followScheme()

const ui = globalThis.SwaggerUIBundle({
  url: `${base}/api/v1/openapi.json`,
  domNode: document.querySelector('#reference'),
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  // No document leaves this host to be validated elsewhere.
  validatorUrl: null,
  requestInterceptor: stayHere,
  responseInterceptor: authorise,
})

/** The document names the public address; who opened this page by another one (localhost) tries it there. */
function stayHere(request) {
  const url = new URL(request.url, location.href)
  if (url.pathname.startsWith(`${base}/api/`)) request.url = location.origin + url.pathname + url.search
  return request
}

/** Who signs in by trying it is signed in for whatever is tried next. */
function authorise(response) {
  if (response.status !== 200 || !SIGNS_IN.test(response.url)) return response
  const token = response.body?.access_token ?? parse(response.text)?.access_token
  const schemes = ui.getSystem().specSelectors.specJson().getIn(['components', 'securitySchemes'])
  const name = schemes?.findKey((scheme) => scheme.get('scheme') === 'bearer')
  if (token && name) ui.preauthorizeApiKey(name, token)
  return response
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
