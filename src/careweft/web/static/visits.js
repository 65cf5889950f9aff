// A round without a network: pages are kept by the worker of /visits, and what is brought back is kept here until it is
// sent, once. The pages work without this file.
const UNSENT = 'careweft-unsent-visits'
const page = document.querySelector('[data-round], [data-visit]')
const account = page?.dataset.account
const form = document.querySelector('form[data-visit]')
const status = document.querySelector('[data-visit-status]')

const unsent = () => JSON.parse(localStorage.getItem(UNSENT) ?? '[]')
const keep = (list) => (list.length ? localStorage.setItem(UNSENT, JSON.stringify(list)) : localStorage.removeItem(UNSENT))
const change = (key, how) => keep(unsent().flatMap((each) => (each.key === key ? how(each) : [each])))

let sending = Promise.resolve()
const send = () => (sending = sending.then(sendAll, sendAll))

// Each visit by itself: one that is refused stays here with the reason, and stops no other.
async function sendAll() {
  let said = ''
  for (const each of unsent().filter((one) => one.account === account && !one.problem)) {
    let answer
    try {
      const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
      answer = await fetch(`/visits/${each.visit}`, { method: 'POST', headers, body: each.body, redirect: 'error' })
    } catch {
      break // no network: it goes when there is one
    }
    if (answer.ok) {
      change(each.key, () => [])
      said = (await answer.json()).said
    } else if (answer.status === 401) {
      tell('Log in again: what you wrote is kept on this telephone and is sent then.')
      break
    } else if ([400, 403, 404, 409, 413].includes(answer.status)) {
      const told = await answer.json().catch(() => ({}))
      change(each.key, (one) => [{ ...one, problem: told.problem ?? 'It could not be taken.', status: answer.status }])
    } else break // a failure of the place: again later
  }
  show()
  if (said && !form) location.replace(`/visits?said=${said}`)
}

function tell(text) {
  if (status) status.textContent = text
}

function show() {
  const box = document.querySelector('[data-unsent]')
  const mine = unsent().filter((each) => each.account === account)
  for (const each of mine) document.getElementById(`visit-${each.visit}`)?.setAttribute('hidden', '')
  const others = unsent().length - mine.length
  if (!box) return
  box.hidden = !mine.length && !others
  box.replaceChildren()
  const waiting = mine.filter((each) => !each.problem).length
  if (waiting) box.append(line(waiting === 1 ? '1 visit waits on this telephone until there is a network.' : `${waiting} visits wait on this telephone until there is a network.`))
  if (others) box.append(line('Visits of somebody else wait on this telephone. They are sent when they log in here.'))
  for (const each of mine.filter((one) => one.problem)) {
    const part = line(`The visit of ${each.when} was not taken: ${each.problem} What you wrote is kept here.`)
    if (each.status === 409) part.append(button('Add it all the same', () => again(each)))
    part.append(button('Throw it away', () => { change(each.key, () => []); show() }))
    box.append(part)
  }
}

function again(each) {
  const body = new URLSearchParams(each.body)
  body.set('late', 'yes')
  change(each.key, ({ problem, status: _, ...one }) => [{ ...one, body: body.toString() }])
  send()
}

function line(text) {
  const made = document.createElement('div')
  made.className = 'cw-notice'
  const words = document.createElement('p')
  words.textContent = text
  made.append(words)
  return made
}

function button(text, act) {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'cw-button cw-button--quiet'
  made.textContent = text
  made.addEventListener('click', act)
  return made
}

form?.addEventListener('submit', (event) => {
  const outcome = event.submitter?.value ?? 'seen'
  const groups = outcome === 'seen' ? [...form.querySelectorAll('.nhsuk-radios')] : []
  const missing = groups.find((group) => !group.querySelector(':checked'))
  if (missing && navigator.onLine) return // the place says what is wrong
  event.preventDefault()
  if (missing) {
    tell('Choose yes or no for each question.')
    missing.querySelector('input').focus()
    return
  }
  const body = new URLSearchParams(new FormData(form))
  const key = crypto.randomUUID()
  const now = new Date()
  body.set('outcome', outcome)
  body.set('key', key)
  body.set('at', now.toISOString())
  keep([...unsent(), { key, account, visit: form.dataset.visit, when: now.toTimeString().slice(0, 5), body: body.toString() }])
  if (navigator.onLine || navigator.serviceWorker?.controller) location.assign('/visits')
  else tell('Kept on this telephone. It is sent when there is a network.')
})

// The round is taken along when somebody says so, and then all of it.
const take = document.querySelector('[data-take]')
if ('serviceWorker' in navigator && page) {
  const registered = () => navigator.serviceWorker.register('/visits/worker.js', { scope: '/visits' })
  registered().catch(() => {}) // who leaves the page at once breaks it off, and the next page does it
  if (take) {
    take.hidden = false
    take.querySelector('button').addEventListener('click', async () => {
      await registered()
      const worker = (await navigator.serviceWorker.ready).active
      const pages = [...document.querySelectorAll('[data-visit-link]')].map((link) => new URL(link.href).pathname)
      const channel = new MessageChannel()
      channel.port1.onmessage = ({ data }) => tell(data.kept ? `Your round is on this telephone: ${pages.length === 1 ? '1 visit' : `${pages.length} visits`}.` : 'Not all of it could be kept. Try again where there is a network.')
      worker.postMessage({ keep: ['/visits', ...pages], account }, [channel.port2])
    })
  }
}

addEventListener('online', send)
setInterval(() => unsent().length && send(), 20_000)
show()
send()
