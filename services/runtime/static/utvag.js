// Small helps; every page works without them: drafts kept after three seconds of rest, the end of a session announced,
// an error summary focused, identity closed on leaving.
"use strict";

document.documentElement.classList.remove("no-script");

const REST = 3000;
const changed = new Set();

function announce(form, text) {
  const note = form.querySelector("[data-draft-note]");
  if (note) note.textContent = text;
}

async function keep(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "form_key") body.append(name, value);
  }
  try {
    const answer = await fetch("/drafts", { method: "POST", body, credentials: "same-origin", redirect: "error" });
    if (answer.ok) announce(form, (await answer.json()).saved);
  } catch {
    announce(form, "");
  }
}

function keepDrafts(form) {
  let waiting = 0;
  let sending = false;
  const later = () => {
    changed.add(form);
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (!sending) keep(form); }, REST);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { sending = true; clearTimeout(waiting); });
}

// The other language shows the same page with the same typed text: what is typed is saved first.
function keepBeforeLanguage(form) {
  form.addEventListener("submit", async (event) => {
    if (!changed.size) return;
    event.preventDefault();
    const forms = [...changed];
    changed.clear();
    await Promise.all(forms.map(keep));
    form.requestSubmit(event.submitter);
  });
}

function warnBeforeEnd() {
  const left = Number(document.body.dataset.secondsLeft);
  const warning = document.getElementById("session-warning");
  if (!left || !warning) return;
  setTimeout(() => { warning.hidden = false; }, Math.max(left - 120, 0) * 1000);
}

function closeIdentity() {
  for (const part of document.querySelectorAll("[data-identity]")) part.remove();
}

for (const field of document.querySelectorAll('input[name="draft_key"]')) {
  if (field.form) keepDrafts(field.form);
}
for (const form of document.querySelectorAll('form[action="/language"]')) keepBeforeLanguage(form);
const summary = document.getElementById("error-summary");
if (summary) summary.focus();
warnBeforeEnd();
addEventListener("pagehide", closeIdentity);
if (document.querySelector("[data-identity]")) {
  setTimeout(closeIdentity, 600000);
  addEventListener("keydown", (event) => { if (event.key === "Escape") closeIdentity(); });
}
