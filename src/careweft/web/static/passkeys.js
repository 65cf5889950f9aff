// Has the browser make a passkey or sign with one, and sends what it gave with the form that was pressed.
const SAID = {
  AbortError: 'The passkey was not used. Try again.',
  NotAllowedError: 'The passkey was not used. Try again.',
  InvalidStateError: 'This device has a passkey for your account already.',
  NotSupportedError: 'This device cannot make a passkey that fits.',
}
const OTHERWISE = 'That did not work. Load the page again, then try again.'

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (each) => each.charCodeAt(0))
const text = (buffer) => {
  const plain = Array.from(new Uint8Array(buffer), (each) => String.fromCharCode(each)).join('')
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
const named = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }))

function options(told) {
  const made = { ...told, challenge: bytes(told.challenge) }
  if (told.user) made.user = { ...told.user, id: bytes(told.user.id) }
  if (told.allowCredentials) made.allowCredentials = named(told.allowCredentials)
  if (told.excludeCredentials) made.excludeCredentials = named(told.excludeCredentials)
  return made
}

function given(credential) {
  const response = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[name]) response[name] = text(credential.response[name])
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response }
}

async function use(form) {
  const answer = await fetch(form.dataset.ask, { method: 'POST', headers: { accept: 'application/json' } })
  if (!answer.ok || answer.redirected) throw new Error(`the site said ${answer.status}`)
  const publicKey = options(await answer.json())
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey })
  form.elements.credential.value = JSON.stringify(given(credential))
  form.submit()
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential || window.location.origin !== form.dataset.origin) continue
  form.hidden = false
  for (const instead of document.querySelectorAll('[data-no-passkeys]')) instead.hidden = true
  const said = form.querySelector('[role="alert"]')
  let busy = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (busy) return
    busy = true
    said.textContent = ''
    try {
      await use(form)
    } catch (error) {
      said.textContent = SAID[error.name] ?? OTHERWISE
      busy = false
    }
  })
}
