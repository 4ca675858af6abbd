// Passkeys: forms with data-passkey ask the browser for one, put its answer into their field "credential", and are sent as forms are.
// data-passkey is "create" or "get"; data-options is the address of the options, which are asked for with the form's CSRF token.
(() => {
  "use strict"

  const decode = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0))
  const encode = buffer => {
    let text = ""
    for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte)
    return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
  }
  const listed = list => (list || []).map(c => ({...c, id: decode(c.id)}))

  async function create(o) {
    const made = await navigator.credentials.create({publicKey: {
      ...o, challenge: decode(o.challenge), user: {...o.user, id: decode(o.user.id)}, excludeCredentials: listed(o.excludeCredentials),
    }})
    const r = made.response
    return answer(made, {
      clientDataJSON: encode(r.clientDataJSON), attestationObject: encode(r.attestationObject),
      transports: r.getTransports ? r.getTransports() : [],
    })
  }

  async function get(o) {
    const found = await navigator.credentials.get({publicKey: {
      ...o, challenge: decode(o.challenge), allowCredentials: listed(o.allowCredentials),
    }})
    const r = found.response
    return answer(found, {
      clientDataJSON: encode(r.clientDataJSON), authenticatorData: encode(r.authenticatorData), signature: encode(r.signature),
      userHandle: r.userHandle ? encode(r.userHandle) : undefined,
    })
  }

  const answer = (c, response) => JSON.stringify({
    id: c.id, rawId: encode(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment || undefined,
    clientExtensionResults: {}, response,
  })

  async function options(form) {
    const token = form.querySelector("input[name=csrfmiddlewaretoken]")
    const res = await fetch(form.dataset.options, {
      method: "POST", credentials: "same-origin",
      headers: {"Accept": "application/json", "X-CSRFToken": token ? token.value : ""},
    })
    if (!res.ok) throw new Error("The site did not answer. Please load the page again.")
    return (await res.json()).publicKey
  }

  function explain(error) {
    switch (error.name) {
    case "NotAllowedError": return "That was cancelled, or took too long. Please try again."
    case "InvalidStateError": return "This device has a passkey for your account already."
    case "SecurityError": return "Passkeys do not work at this address."
    case "Error": return error.message
    }
    return "Your browser could not use a passkey here."
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const problem = form.querySelector("[data-passkey-error]")
    const say = text => { problem.textContent = text; problem.hidden = text === "" }
    let busy = false
    form.addEventListener("submit", async event => {
      event.preventDefault()
      if (busy) return
      busy = true
      say("")
      try {
        if (!window.PublicKeyCredential) throw new Error("Your browser does not know passkeys.")
        const o = await options(form)
        form.elements.credential.value = form.dataset.passkey === "create" ? await create(o) : await get(o)
        form.submit()
      } catch (error) {
        busy = false
        say(explain(error))
      }
    })
  }
})()
