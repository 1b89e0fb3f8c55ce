// Uppföljning, where scripts run: what is new is announced and shown when asked for, and a cell opens under its row.
"use strict";

{
  const EVERY = 60000; // announced at most once a minute
  const REST = 600000; // nothing is asked for when nobody has touched the page for so long
  const live = document.querySelector("[data-live]");
  let touched = Date.now();

  function cells(root) {
    const found = new Map();
    for (const cell of root.querySelectorAll("[data-cell]")) {
      found.set(cell.dataset.cell, { name: cell.dataset.name, text: cell.dataset.words });
    }
    return found;
  }

  function differences(old, fresh) {
    const changed = [];
    for (const [key, cell] of fresh) {
      if (old.get(key)?.text !== cell.text) changed.push([key, cell]);
    }
    for (const [key, cell] of old) {
      if (!fresh.has(key)) changed.push([key, { name: cell.name, text: "–" }]);
    }
    return changed;
  }

  async function read(address) {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function apply(fresh, changed) {
    for (const part of document.querySelectorAll("[data-part]")) {
      const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (other) part.replaceWith(document.adoptNode(other));
    }
    const list = document.createElement("ul");
    for (const [key, cell] of changed) {
      document.querySelector(`[data-cell="${CSS.escape(key)}"]`)?.classList.add("grid__cell--changed");
      const line = document.createElement("li");
      line.textContent = `${cell.name}: ${cell.text}`;
      list.append(line);
    }
    const heading = document.createElement("p");
    heading.textContent = live.dataset.changed;
    live.replaceChildren(heading, list);
    live.focus();
  }

  function offer(fresh, changed) {
    const words = changed.length === 1 ? live.dataset.one : live.dataset.many.replace("{n}", changed.length);
    if (live.textContent.trim() === words) {
      live.querySelector("button").onclick = () => apply(fresh, changed);
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary button--small";
    button.textContent = words;
    button.onclick = () => apply(fresh, changed);
    live.replaceChildren(button);
  }

  async function look() {
    if (document.hidden || Date.now() - touched > REST) return;
    try {
      const fresh = await read(location.href);
      const changed = differences(cells(document), cells(fresh));
      if (changed.length) offer(fresh, changed);
    } catch {
      // The next look tries again; the page says itself when it is old.
    }
  }

  let opened = null;

  function close(focus) {
    if (!opened) return;
    const { link, row } = opened;
    opened = null;
    row.remove();
    link.setAttribute("aria-expanded", "false");
    if (focus) link.focus();
  }

  async function open(link) {
    const again = opened?.link === link;
    close(false);
    if (again) { link.focus(); return; }
    let page;
    try {
      page = await read(link.href);
    } catch {
      location.assign(link.href);
      return;
    }
    const part = page.querySelector("[data-opened]");
    if (!part) { location.assign(link.href); return; }
    const under = link.closest("tr");
    const row = document.createElement("tr");
    const cell = document.createElement("td");
    const heading = document.createElement("h2");
    row.className = "grid__opened";
    cell.colSpan = under.cells.length;
    heading.tabIndex = -1;
    heading.textContent = page.querySelector("h1").textContent;
    for (const only of part.querySelectorAll("[data-alone]")) only.remove();
    cell.append(heading, document.adoptNode(part));
    row.append(cell);
    under.after(row);
    link.setAttribute("aria-expanded", "true");
    opened = { link, row };
    heading.focus();
  }

  if (live) {
    for (const name of ["pointerdown", "keydown", "scroll"]) addEventListener(name, () => { touched = Date.now(); }, { passive: true });
    setInterval(look, EVERY);
    document.addEventListener("click", (event) => {
      const link = event.target.closest(".grid__cell > a");
      if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open(link);
    });
    addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
  }
}
