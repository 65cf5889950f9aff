// Keeps a round that was taken along: pages for some hours, the files that they need as long as this version lasts.
// TOLD is put before this by the place: {files, version, hours}.
const PAGES = 'careweft-visits'
const FILES = `careweft-files-${TOLD.version}`
const KEPT = 'x-careweft-kept'

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(TOLD.files)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('careweft-files-') && name !== FILES
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()))
})

self.addEventListener('message', (event) => {
  event.waitUntil(takeAlong(event.data.keep).then((kept) => event.ports[0].postMessage({ kept })))
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin) return
  if (event.request.mode === 'navigate') event.respondWith(navigated(event.request, url))
  else if (TOLD.files.includes(url.pathname)) event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(event.request)))
})

// What was taken along before is forgotten: a round is whole, and somebody else's is not left here.
async function takeAlong(paths) {
  await caches.delete(PAGES)
  const all = await Promise.all(paths.map(async (path) => {
    const answer = await fetch(path).catch(() => null)
    return answer !== null && (await put(path, answer))
  }))
  return all.every(Boolean)
}

async function put(path, answer) {
  if (!answer.ok || answer.redirected) return false
  const headers = new Headers(answer.headers)
  headers.set(KEPT, String(Date.now()))
  const cache = await caches.open(PAGES)
  await cache.put(path, new Response(await answer.blob(), { status: 200, headers }))
  return true
}

async function navigated(request, url) {
  await forgetOld()
  try {
    return await fetch(request)
  } catch {
    return (await caches.match(url.pathname, { cacheName: PAGES })) ?? notHere()
  }
}

async function forgetOld() {
  const cache = await caches.open(PAGES)
  for (const request of await cache.keys()) {
    const kept = Number((await cache.match(request))?.headers.get(KEPT))
    if (Date.now() - kept > TOLD.hours * 3600_000) await cache.delete(request)
  }
}

function notHere() {
  const text = '<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>No network</title><main><h1>No network</h1><p>This page was not taken along, or was taken along too long ago. <a href="/visits">My round</a></p></main></html>'
  return new Response(text, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } })
}
