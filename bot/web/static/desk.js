"use strict";
// Makes pages that work without it quicker: news without reload, copying, dragging. Nothing is decided here.
(() => {
  const news = () => document.getElementById("news");

  // --- what happens appears without reload, unless somebody is in the middle of something

  const isBusy = () => {
    const live = document.getElementById("live");
    const field = document.activeElement;
    return !live
      || live.querySelector("details.drawer[open], [data-dragging]") !== null
      || live.hasAttribute("data-keep")
      || (field && live.contains(field) && field.matches("input, textarea, select"));
  };

  const tell = (key) => {
    const line = news();
    line.querySelector("span").textContent = line.dataset[key];
    line.hidden = false;
  };

  const show = async () => {
    if (isBusy()) {
      tell("changed");
      return;
    }
    const answer = await fetch(location.href, { headers: { "X-Desk": "news" } });
    if (!answer.ok || answer.redirected) {
      tell("changed");
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (isBusy()) {
      tell("changed");
      return;
    }
    document.body.dataset.events = page.body.dataset.events || "";
    const focus = document.activeElement && document.activeElement.id;
    for (const place of ["#live", ".masthead nav"]) {
      const from = page.querySelector(place);
      const to = document.querySelector(place);
      if (from && to && from.innerHTML !== to.innerHTML) {
        const open = [...to.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
        to.replaceWith(from);
        for (const summary of from.querySelectorAll("details > summary")) {
          if (open.includes(summary.textContent)) summary.parentElement.open = true;
        }
        window.htmx && window.htmx.process(from);
      }
    }
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus({ preventScroll: true });
    news().hidden = true;
  };

  let stream = null;
  let waits = null;

  const hush = () => {
    if (stream) stream.close();
    stream = null;
  };

  // a page that nobody looks at keeps no connection: browsers allow few of them to one host
  const listen = () => {
    hush();
    if (!document.body.dataset.events || !window.EventSource || document.hidden) return;
    let failures = 0;
    stream = new EventSource(document.body.dataset.events);
    stream.addEventListener("open", () => { failures = 0; });
    stream.addEventListener("change", () => {
      clearTimeout(waits);
      waits = setTimeout(show, 150);
    });
    stream.addEventListener("error", () => {
      failures += 1;
      if (failures > 2) tell("offline");
    });
  };

  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", hush);
  window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

  // --- one tap copies a text

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      source.focus();
      source.select();
      document.execCommand("copy");
    }
    const words = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 2500);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  // --- a post is dragged to a free time of its channel

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest && event.target.closest("[data-drag]");
    if (dragged) {
      dragged.setAttribute("data-dragging", "");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.id);
    }
  });
  document.addEventListener("dragend", () => {
    if (dragged) dragged.removeAttribute("data-dragging");
    dragged = null;
  });
  const slotOf = (event) => {
    const slot = event.target.closest && event.target.closest("[data-slot]");
    return slot && dragged && slot.dataset.channel === dragged.dataset.channel ? slot : null;
  };
  document.addEventListener("dragover", (event) => {
    const slot = slotOf(event);
    for (const other of document.querySelectorAll("[data-over]")) if (other !== slot) other.removeAttribute("data-over");
    if (slot) {
      event.preventDefault();
      slot.setAttribute("data-over", "");
    }
  });
  document.addEventListener("drop", (event) => {
    const slot = slotOf(event);
    if (!slot) return;
    event.preventDefault();
    const form = dragged.querySelector("form[data-move]");
    form.elements.at.value = slot.dataset.slot;
    form.submit();
  });

  const current = document.querySelector(".masthead nav a[aria-current]");
  if (current) current.scrollIntoView({ inline: "center", block: "nearest", behavior: "instant" });
  listen();
})();
