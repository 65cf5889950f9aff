// Small improvements on pages that already work without this file.
import { initAll } from './vendor/nhsuk-frontend/nhsuk-frontend.min.js'

document.body.classList.add('nhsuk-frontend-supported')
initAll()

// Close the account menu on Escape and on a click elsewhere.
const account = document.querySelector('.cw-account')
if (account) {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && account.open) {
      account.open = false
      account.querySelector('summary').focus()
    }
  })
  document.addEventListener('click', (event) => {
    if (!account.contains(event.target)) account.open = false
  })
}

// On a narrow screen filters and a long navigation start closed, so that the page itself is seen first.
const narrow = window.matchMedia('(max-width: 40em)')
const fold = () => {
  for (const box of document.querySelectorAll('.cw-filters__box, .cw-nav__box')) box.open = !narrow.matches
}
if (narrow.matches) fold()
narrow.addEventListener('change', fold)

// A list that was fetched anew: show what is new in it, and say so.
const identities = (list) => new Set([...list.querySelectorAll('li[id]')].map((item) => item.id))
const known = new Map([...document.querySelectorAll('[data-live]')].map((list) => [list.id, identities(list)]))
const byNotice = new Set()

document.body.addEventListener('htmx:before:request', (event) => {
  const source = event.detail?.ctx?.sourceElement
  if (source?.matches?.('[data-live]')) byNotice.add(source.id)
})

// What is ticked in a list stays ticked when the list is fetched anew.
let ticked = []
document.body.addEventListener('htmx:before:swap', () => {
  ticked = [...document.querySelectorAll('[data-live] input:checked')].map((box) => box.id)
})

document.body.addEventListener('htmx:after:swap', () => {
  for (const id of ticked) document.getElementById(id)?.setAttribute('checked', '')
  for (const box of document.querySelectorAll('[data-live] input[checked]')) box.checked = ticked.includes(box.id)
  for (const list of document.querySelectorAll('[data-live]')) {
    const before = known.get(list.id) ?? new Set()
    const now = identities(list)
    known.set(list.id, now)
    if (!byNotice.delete(list.id)) continue
    const fresh = [...now].filter((id) => !before.has(id))
    for (const id of fresh) document.getElementById(id).classList.add('cw-task--new')
    say(list, fresh.length, before.size - (now.size - fresh.length))
  }
})

function say(list, added, gone) {
  const line = document.querySelector(`[data-live-status="${list.id}"]`)
  if (!line || (!added && !gone)) return
  const parts = []
  if (added) parts.push(added === 1 ? '1 new' : `${added} new`)
  if (gone) parts.push(gone === 1 ? '1 gone' : `${gone} gone`)
  line.textContent = `The list has changed: ${parts.join(', ')}.`
}

// Logging out deletes what a telephone keeps: nobody throws away visits that are not sent yet without knowing it.
document.querySelector('form[action="/log-out"]')?.addEventListener('submit', (event) => {
  const unsent = JSON.parse(localStorage.getItem('careweft-unsent-visits') ?? '[]').length
  if (unsent && !confirm(`${unsent === 1 ? '1 visit is' : `${unsent} visits are`} not sent yet and will be lost. Log out all the same?`)) event.preventDefault()
})

// A fault of a draft leads to its line in the text.
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-line]')
  const area = document.getElementById('text')
  if (!link || !area) return
  event.preventDefault()
  const lines = area.value.split('\n')
  const line = Math.min(Number(link.dataset.line), lines.length) - 1
  const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0)
  area.focus()
  area.setSelectionRange(start, start + lines[line].length)
  area.scrollTop = (area.scrollHeight * line) / lines.length - area.clientHeight / 3
  area.scrollLeft = 0
})

// Alt with a letter presses what has that access key: browsers differ in which keys they want for it, this does not.
document.addEventListener('keydown', (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !event.code.startsWith('Key')) return
  const target = document.querySelector(`[accesskey="${event.code.slice(3).toLowerCase()}"]`)
  if (!target) return
  event.preventDefault()
  target.click()
})
