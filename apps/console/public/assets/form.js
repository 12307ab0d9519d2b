import { Problem } from './api.js'

/**
 * Makes a form send its fields through `submit`, and shows what the server objects to beside the field it is about.
 * Empty optional fields are left out.
 * @param {HTMLFormElement} form
 * @param {(fields: Record<string, string>) => Promise<void>} submit
 */
export function connect(form, submit) {
  const button = form.querySelector('button[type="submit"]')
  const note = form.querySelector('.note')
  for (const box of form.querySelectorAll('input[data-shows]')) showOnDemand(form, box)
  form.noValidate = true
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    // `disabled` would take the focus away from someone who uses the keyboard.
    if (button.ariaDisabled === 'true') return
    button.ariaDisabled = 'true'
    clear(form, note)
    try {
      if (reportMissing(form)) return
      await submit(fieldsOf(form))
    } catch (problem) {
      report(form, note, problem)
    } finally {
      button.ariaDisabled = 'false'
    }
  })
}

/** The inputs with a name; those without are the page's own. */
const inputsOf = (form) => [...form.querySelectorAll('input[name]')]

const fieldsOf = (form) =>
  Object.fromEntries(
    inputsOf(form)
      .filter((input) => input.required || input.value !== '')
      .map((input) => [input.name, input.value]),
  )

function showOnDemand(form, box) {
  box.addEventListener('change', () => {
    form.querySelector(`#${box.dataset.shows}`).type = box.checked ? 'text' : 'password'
  })
}

function clear(form, note) {
  note.textContent = ''
  for (const input of inputsOf(form)) mark(input, '')
}

function reportMissing(form) {
  const missing = inputsOf(form).filter((input) => input.required && input.value === '')
  for (const input of missing) mark(input, 'Fill this in.')
  missing[0]?.focus()
  return missing.length > 0
}

/** @param {unknown} problem */
function report(form, note, problem) {
  if (!(problem instanceof Problem)) {
    note.textContent = 'Something went wrong on this page. Reload it and try again.'
    throw problem
  }
  const inputs = inputsOf(form)
  const elsewhere = []
  let first
  for (const { pointer, detail } of problem.errors) {
    const input = inputs.find(({ name }) => pointer === `/${name}`)
    if (input) mark(input, detail.endsWith('.') ? detail : `${detail}.`)
    else elsewhere.push(detail)
    first ??= input
  }
  const wait = problem.retryAfterSeconds > 1 ? ` Try again in ${inWords(problem.retryAfterSeconds)}.` : ''
  note.textContent = first ? elsewhere.join(' ') : [problem.message, ...elsewhere].join(' ') + wait
  first?.focus()
}

function mark(input, message) {
  input.ariaInvalid = message === '' ? 'false' : 'true'
  input.form.querySelector(`#${input.id}-error`).textContent = message
}

const inWords = (seconds) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`)

/** Shows one part of the page in place of another. */
export function swap(from, to) {
  from.hidden = true
  to.hidden = false
}

/** The same after something that a person did: who does not see it hears the new heading. */
export function goOn(from, to) {
  swap(from, to)
  const heading = to.querySelector('h1, h2')
  heading.tabIndex = -1
  heading.focus()
}
