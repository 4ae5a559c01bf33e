// What the page does on its own: open a source, copy an answer, filter the list of documents,
// switch the theme, keep the newest question in view. One listener of each kind on the document,
// so nothing has to be bound again when Gradio replaces a part of the page.
(() => {
  "use strict";
  const THEME = "policyqa-theme";
  const byId = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const behavior = () => (calm.matches ? "auto" : "smooth");

  const openSource = (id, markId) => {
    const card = byId(id);
    if (!card) return;
    card.open = true;
    const mark = byId(markId) ?? card.querySelector("mark");
    const box = card.querySelector(".article");
    card.querySelectorAll("mark.current").forEach((old) => old.classList.remove("current"));
    if (mark && box) {
      mark.classList.add("current");
      const above = mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollTop += above - 48;
    }
    card.scrollIntoView({ behavior: behavior(), block: "nearest" });
    card.querySelector("summary").focus({ preventScroll: true });
  };

  const answerText = (id) => {
    const turn = byId(id);
    const lines = [...turn.querySelectorAll(".reply .text p")].map((line) => {
      const copy = line.cloneNode(true);
      copy.querySelectorAll(".ref").forEach((ref) => (ref.textContent = `[${ref.textContent}]`));
      return copy.textContent;
    });
    const sources = [...turn.querySelectorAll(".sources.cited .card")].map((card) => {
      const part = (name) => card.querySelector(name)?.textContent ?? "";
      const facts = [...card.querySelectorAll("summary .fact")].map((fact) => fact.textContent);
      const head = [part(".title"), ...facts].join(" ");
      return `[${part(".badge")}] ${head} ${part(".address")}: ${part(".quote")}`;
    });
    return [...lines, "", ...sources].join("\n").trim();
  };

  const copyAnswer = async (button) => {
    await navigator.clipboard.writeText(answerText(button.dataset.copy));
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = before), 1500);
  };

  const setTheme = (theme) => {
    document.body.classList.toggle("dark", theme === "dark");
    document.documentElement.style.colorScheme = theme;
  };
  const toggleTheme = () => {
    const theme = document.body.classList.contains("dark") ? "light" : "dark";
    setTheme(theme);
    try {
      localStorage.setItem(THEME, theme);
    } catch (refused) {
      console.info("the theme is not kept:", refused.message);
    }
  };
  const toggleFiles = () => {
    const open = byId("files").classList.toggle("open");
    if (open) byId("files").querySelector("button, input").focus();
    else document.querySelector("[data-act=files]")?.focus();
  };
  const focusQuestion = () => document.querySelector("#question textarea")?.focus();

  const acts = { theme: toggleTheme, files: toggleFiles, question: focusQuestion };
  document.addEventListener("click", (event) => {
    const hit = event.target.closest?.("[data-open], [data-copy], [data-act]");
    if (!hit) return;
    event.preventDefault();
    if (hit.dataset.open) openSource(hit.dataset.open, hit.dataset.mark);
    else if (hit.dataset.copy) copyAnswer(hit);
    else acts[hit.dataset.act]?.();
  });

  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      focusQuestion();
    } else if (event.key === "Escape" && byId("files")?.classList.contains("open")) {
      toggleFiles();
    } else if (event.key === " " && event.target.matches?.("[data-open]")) {
      event.preventDefault();
      openSource(event.target.dataset.open, event.target.dataset.mark);
    }
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-filter]")) return;
    const wanted = event.target.value.trim().toLowerCase();
    for (const item of byId(event.target.dataset.filter).children) {
      item.hidden = wanted !== "" && !item.textContent.toLowerCase().includes(wanted);
    }
  });

  // What the server would refuse is refused here, in the page's language, before it is sent.
  const refusal = (file, limits) => {
    const kind = (file.name.match(/\.[^.]*$/) ?? ["?"])[0].toLowerCase();
    const name = (line) => line.replace("{label}", file.name);
    if (!limits.kinds.split(" ").includes(kind)) return name(limits.kind).replace("{kind}", kind);
    if (file.size <= Number(limits.bytes)) return null;
    return name(limits.large).replace("{size}", (file.size / 1048576).toFixed(1));
  };
  document.addEventListener(
    "change",
    (event) => {
      const limits = document.querySelector("#report [data-bytes]")?.dataset;
      if (event.target.type !== "file" || !limits) return;
      const lines = [...event.target.files].map((file) => refusal(file, limits)).filter(Boolean);
      if (lines.length === 0) return;
      event.stopImmediatePropagation();
      event.target.value = "";
      const items = lines.map((line) => {
        const item = document.createElement("li");
        item.className = "bad";
        item.textContent = line;
        return item;
      });
      document.querySelector("#report .report").replaceChildren(...items);
    },
    true,
  );

  // A finger's keyboard would cover half of the page, so only a mouse's user starts in the box.
  let began = false;
  const begin = () => {
    if (began || !document.querySelector("#question textarea")) return;
    began = true;
    if (matchMedia("(pointer: fine)").matches) focusQuestion();
  };

  // A screen reader hears an answer once, when it is whole.
  let heard = 0;
  const say = (turn) => {
    const number = Number(turn.dataset.turn);
    const box = byId("said");
    if (turn.getAttribute("aria-busy") === "true") heard = number - 1;
    else if (number > heard && box) {
      heard = number;
      box.textContent = turn.querySelector(".reply").innerText;
    }
  };

  let newest = 0;
  const follow = () => {
    begin();
    const turns = document.querySelectorAll("article.turn");
    const last = turns[turns.length - 1];
    const number = last ? Number(last.dataset.turn) : 0;
    if (number > newest) last.scrollIntoView({ behavior: behavior(), block: "start" });
    newest = number;
    if (last) say(last);
    document.documentElement.lang = document.querySelector("[data-lang]")?.dataset.lang ?? "zh";
  };

  const start = () => {
    let kept = null;
    try {
      kept = localStorage.getItem(THEME);
    } catch (refused) {
      console.info("no theme is kept:", refused.message);
    }
    if (kept) setTheme(kept);
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
