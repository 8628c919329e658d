// What the page can do beyond being read: go from claim to claim, confirm, edit, reject, and write the tables. All of it stays here.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const made = (tag, text, looks) => { const one = document.createElement(tag); if (text) one.textContent = text; if (looks) one.className = looks; return one; };
  const cards = all(".claim"), form = $("edit");
  const columns = Object.fromEntries(Object.entries(data.columns).map(([table, names]) => [table, Object.fromEntries(names.map((name, at) => [name, at]))]));
  const C = columns.claims, A = columns.accounts, S = columns.sources;
  for (const each of all("#bar, .source, #take, .claim .do")) each.hidden = false;

  // ---- What is decided: by number of claim its state, and what was edited of it
  const SPEAKER = ["kind", "name", "office", "body"];
  const decided = new Map(cards.map((card) => [card.dataset.c, { state: "open", edit: null }]));
  const history = [];
  const marks = new Map(), first = new Map();
  for (const card of cards) {
    const [at, ...speaker] = data.speakers[card.dataset.c], id = key(card.dataset.report, speaker);
    if (!marks.has(id)) marks.set(id, at);
    first.set(card.dataset.c, { speaker, ...drafted(data.claims[card.dataset.c]) });
  }
  let lettered = 1 + Math.max(-1, ...marks.values());
  let now = null, saved = true;

  function key(report, speaker) { return JSON.stringify([Number(report), ...speaker]); }
  function drafted(row) {
    return row ? { modality: row[C.modality], own: row[C.quoted] === "yes", chain: steps(row[C.chain]) } : { modality: null, own: null, chain: [] };
  }
  function steps(cell) { return cell ? cell.split("; ").map((step) => { const at = step.indexOf(" "); return [step.slice(0, at), step.slice(at + 1)]; }) : []; }
  const stands = (number) => decided.get(number).edit || first.get(number);
  const words = { open: "open", confirmed: "confirmed", rejected: "rejected" };

  function tell(text) {
    const where = $("told");
    where.textContent = "";
    requestAnimationFrame(() => { where.textContent = text; });
  }
  function tally() {
    const counts = { open: 0, confirmed: 0, rejected: 0 };
    for (const each of decided.values()) counts[each.state]++;
    for (const state of Object.keys(counts)) $(`n-${state}`).textContent = counts[state].toLocaleString("en");
    const per = cards.length ? 160 / cards.length : 0;
    $("done").setAttribute("width", counts.confirmed * per);
    $("gone").setAttribute("x", counts.confirmed * per);
    $("gone").setAttribute("width", counts.rejected * per);
    $("undo").disabled = !history.length;
    const rows = tables();
    for (const button of all("[data-table]")) {
      const many = rows[button.dataset.table].length - 1;
      button.disabled = !many;
      button.querySelector("small").textContent = `${many.toLocaleString("en")} row${many === 1 ? "" : "s"}`;
    }
    return `${counts.confirmed} confirmed, ${counts.open} open, ${counts.rejected} rejected`;
  }

  // ---- How a claim looks, once something is decided of it
  function show(number) {
    const card = $(`c${number}`), { state, edit } = decided.get(number), is = stands(number);
    card.dataset.state = state;
    card.classList.toggle("edited", edit !== null);
    card.querySelector(".state").textContent = words[state] + (edit ? ", edited" : "");
    for (const each of all(`.say[data-c="${number}"]`)) each.dataset.state = state;
    const at = marked(card.dataset.report, is.speaker);
    const looks = [`h${at % data.hues}`, `u${at % data.rules}`];
    for (const each of [card, card.querySelector(".badge"), ...all(`.say[data-c="${number}"]`)]) {
      for (const old of Array.from(each.classList).filter((name) => /^[hu]\d$/.test(name))) each.classList.remove(old);
      each.classList.add(...looks);
    }
    card.querySelector(".badge").textContent = letter(at);
    const tag = $(`t${number}`);
    tag.replaceChildren(made("b", letter(at)), number);
    tag.setAttribute("aria-label", `${letter(at)}${number}: claim ${number}, of speaker ${letter(at)}`);
    const [kind, ...named] = is.speaker;
    card.querySelector(".called").replaceChildren(made("bdi", called(is.speaker)));
    card.querySelector(".kind-said").textContent = data.kinds[kind][0];
    card.querySelector(".why").textContent = kind === "author" && !named.some(Boolean) ? data.nobody : data.kinds[kind][1];
    named.forEach((text, nth) => card.querySelector(`[data-f="${SPEAKER[nth + 1]}"]`).replaceChildren(text ? made("bdi", visible(text)) : made("i", "not said", "untold")));
    if (is.modality === null) return;
    card.querySelector(".modality").textContent = is.modality.replaceAll("-", " ");
    card.querySelector(".modality-said").textContent = data.modalities[is.modality] === is.modality ? "" : data.modalities[is.modality];
    card.querySelector(".own").textContent = `\u00b7 ${is.own ? "in the speaker\u2019s own words" : "in somebody else\u2019s words"}`;
    card.querySelector(".chain").replaceChildren(...sentence(is.chain));
  }
  const visible = (text) => text.replace(/[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const called = ([kind, ...named]) => visible(named.filter(Boolean).join(", ")) || data.kinds[kind][0];
  function sentence(chain) {
    if (!chain.length) return ["The report says so itself."];
    return ["The report ", ...chain.flatMap(([edge, who], at) => [at ? ", which " : "", made("em", data.edges[edge]), " ", made("bdi", visible(who))]), "."];
  }
  // A speaker whom nobody drafted gets the next letter, and stands in the legend.
  function marked(report, speaker) {
    const id = key(report, speaker);
    if (!marks.has(id)) {
      const at = lettered++, item = made("li"), looks = `badge h${at % data.hues} u${at % data.rules}`;
      marks.set(id, at);
      item.append(made("span", letter(at), looks), " ", made("bdi", called(speaker)), " ", made("small", data.kinds[speaker[0]][0]));
      $(`l${report}`).append(item);
    }
    return marks.get(id);
  }
  function letter(number) {
    let text = "";
    for (let left = number + 1; left; left = Math.floor((left - 1) / 26)) text = String.fromCharCode(65 + ((left - 1) % 26)) + text;
    return text;
  }

  // ---- Going from claim to claim
  function go(card) {
    if (!card) return;
    look(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: card.offsetHeight > innerHeight * 0.7 ? "start" : "nearest" });
  }
  function look(card) {
    if (now === card) return;
    for (const each of all(".now")) each.classList.remove("now");
    now = card;
    card.classList.add("now");
    for (const each of all(`.say[data-c="${card.dataset.c}"]`)) {
      each.classList.add("now");
      const panel = each.closest(".text"), box = panel.getBoundingClientRect();
      const at = each.getClientRects()[0];
      if (at && (at.top < box.top + 20 || at.top > box.bottom - 60)) panel.scrollTop += at.top - box.top - box.height / 3;
    }
  }
  const by = (step) => (now ? cards[cards.indexOf(now) + step] : cards[0]);
  function nextOpen() {
    const from = now ? cards.indexOf(now) + 1 : 0;
    return [...cards.slice(from), ...cards.slice(0, from)].find((card) => decided.get(card.dataset.c).state === "open");
  }

  // ---- Deciding
  function decide(card, state) {
    const number = card.dataset.c;
    if (state === "confirmed" && !data.claims[number]) return tell(`No table can hold claim ${number}: enter it by hand.`);
    if (decided.get(number).state === state) return tell(`Claim ${number} is ${words[state]} already.`);
    change(number, { ...decided.get(number), state });
    const counts = tally(), next = nextOpen();
    tell(`Claim ${number} is ${words[state]}. ${counts}.${next ? "" : " None is open: d goes to the tables."}`);
    go(next || card);
  }
  function change(number, to) {
    history.push([number, decided.get(number)]);
    decided.set(number, to);
    saved = false;
    show(number);
  }
  function undo() {
    if (form.isConnected && !form.hidden) close();
    const last = history.pop();
    if (!last) return tell("There is nothing to undo.");
    decided.set(...last);
    saved = false;
    show(last[0]);
    tell(`Undone: claim ${last[0]} is ${words[last[1].state]} again. ${tally()}.`);
    go($(`c${last[0]}`));
  }

  // ---- Editing: who says it and how, never what is said
  function edit(card) {
    const number = card.dataset.c, is = stands(number);
    if (is.modality === null) return tell(`No table can hold claim ${number}: enter it by hand.`);
    look(card);
    SPEAKER.forEach((field, at) => { form.elements[field].value = is.speaker[at]; });
    form.elements.modality.value = is.modality;
    form.elements.own.checked = is.own;
    $("wrong").textContent = "";
    card.insertBefore(form, card.querySelector("dl"));
    form.hidden = false;
    form.elements.kind.focus();
    form.scrollIntoView({ block: "nearest" });
    tell(`Editing claim ${number}: Enter keeps, Escape leaves it as it was.`);
  }
  function close() {
    form.hidden = true;
    document.body.append(form);
  }
  const typed = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ").split(/\s+/).join(" ").trim();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const card = form.closest(".claim"), number = card.dataset.c, was = stands(number);
    const speaker = SPEAKER.map((field) => typed(form.elements[field].value));
    if (speaker[0] !== "author" && !speaker.slice(1).some(Boolean)) {
      $("wrong").textContent = "Say who it is: a name, a body, or in which office or as what.";
      form.elements.name.focus();
      return;
    }
    const own = form.elements.own.checked, modality = form.elements.modality.value;
    const same = key(0, speaker) === key(0, was.speaker);
    close();
    if (same && own === was.own && modality === was.modality) {
      tell(`Claim ${number} is as it was.`);
    } else {
      change(number, { state: "open", edit: { speaker, modality, own, chain: same ? was.chain : led(was, speaker, own) } });
      tell(`Claim ${number} is edited, and open: c confirms it. ${tally()}.`);
    }
    go(card);
  });
  // The chain ends with whoever speaks: another speaker is another end.
  function led(was, [kind, name, office, body], own) {
    if (kind === "author") return [];
    const last = was.chain.length ? was.chain[was.chain.length - 1][0] : "cites-unnamed";
    const edge = kind === "unnamed" || kind === "aggregate" ? "cites-unnamed" : last !== "cites-unnamed" ? last : own ? "quotes" : "paraphrases";
    return [...was.chain.slice(0, -1), [edge, (name || body || office).replaceAll(";", ",")]];
  }
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "SELECT") {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key !== "Escape") return;
    event.preventDefault();
    const card = form.closest(".claim");
    close();
    tell(`Claim ${card.dataset.c} is as it was.`);
    go(card);
  });

  // ---- The tables of what is confirmed: rows as they were drafted, with what was edited
  function tables() {
    const claims = [], accounts = new Map(), sources = new Map();
    const known = new Map(data.accounts.map((row) => [row[A.id], row]));
    const held = new Map(data.accounts.map((row) => [account(row), row]));
    let more = data.all_accounts;
    for (const card of cards) {
      const number = card.dataset.c, { state, edit: edited } = decided.get(number);
      if (state !== "confirmed") continue;
      const row = [...data.claims[number]], source = data.sources[card.dataset.report - 1];
      let from = known.get(row[C.account]);
      if (edited) {
        SPEAKER.forEach((field, at) => { row[C[`speaker_${field}`]] = edited.speaker[at]; });
        row[C.modality] = edited.modality;
        row[C.quoted] = edited.own ? "yes" : "no";
        row[C.chain] = edited.chain.map((step) => step.join(" ")).join("; ");
        const other = [...from];
        SPEAKER.forEach((field, at) => { other[A[`speaker_${field}`]] = edited.speaker[at]; });
        if (account(other) !== account(from)) {
          if (!held.has(account(other))) {
            other[A.id] = from[A.id].replace(/\d+$/, String(++more));
            other[A.title] = edited.speaker[0] === "author" ? source[S.title] : "";
            held.set(account(other), other);
          }
          from = held.get(account(other));
          row[C.account] = from[A.id];
        }
      }
      const kind = all(`[data-source="${card.dataset.report}"]`)[0].value;
      if (!sources.has(source[S.id])) sources.set(source[S.id], source.with ? source.with(S.kind, kind) : Object.assign([...source], { [S.kind]: kind }));
      if (!accounts.has(from[A.id])) {
        const told = [...from], authors = data.channels[kind] || data.channels[""];
        told[A.channel] = told[A.speaker_kind] === "author" ? authors : data.channels[""];
        accounts.set(from[A.id], told);
      }
      claims.push(row);
    }
    const whole = (table, rows) => [data.columns[table], ...rows];
    return { sources: whole("sources", sources.values()), accounts: whole("accounts", accounts.values()), claims: whole("claims", claims) };
  }
  // One account for each speaker of each report.
  function account(row) { return JSON.stringify([row[A.sources], ...SPEAKER.map((field) => row[A[`speaker_${field}`]])]); }

  // The same guard as in the tables of incidents: no spreadsheet takes a cell for a formula.
  const blank = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
  const runs = new RegExp(`^(?:'*${blank}*[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20|%]|'*[\\t\\r\\n])`);
  const cell = (text) => { const whole = runs.test(text) ? `'${text}` : text; return /[",\r\n]/.test(whole) ? `"${whole.replaceAll('"', '""')}"` : whole; };
  const csv = (rows) => "\ufeff" + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  const taken = new Set();
  for (const button of all("[data-table]")) {
    button.addEventListener("click", () => {
      const table = button.dataset.table, rows = tables()[table];
      const link = made("a"), at = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv;charset=utf-8" }));
      link.href = at;
      link.download = `${table}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(at), 60000);
      taken.add(table);
      if (taken.size === 3) { saved = true; taken.clear(); }
      tell(`${table}.csv is written, with ${rows.length - 1} row${rows.length === 2 ? "" : "s"}.`);
    });
  }
  addEventListener("beforeunload", (event) => { if (!saved && history.length) event.preventDefault(); });

  // ---- Keys and buttons
  const acts = {
    j: () => go(by(1)), k: () => go(by(-1)), n: () => go(nextOpen()),
    c: () => onNow((card) => decide(card, "confirmed")), r: () => onNow((card) => decide(card, "rejected")), e: () => onNow(edit),
    u: undo, d: () => { $("take").scrollIntoView(); $("take-h").focus(); }, "?": () => $("keys").showModal(),
  };
  function onNow(act) {
    if (now) return act(now);
    go(cards[0]);
    tell("This is the first claim: press the key again to decide it.");
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open || event.isComposing) return;
    if (event.target.closest("input, select, textarea, form")) return;
    const arrow = { ArrowDown: "j", ArrowUp: "k" }[event.key];
    const act = arrow ? event.target.closest(".claim") && acts[arrow] : $("single").checked && acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]"), link = event.target.closest("a[href^='#c']"), said = event.target.closest(".text .say");
    if (button) {
      const card = button.closest(".claim");
      ({ confirm: () => decide(look2(card), "confirmed"), reject: () => decide(look2(card), "rejected"), edit: () => edit(card), cancel: () => { close(); tell(`Claim ${card.dataset.c} is as it was.`); go(card); } })[button.dataset.do]();
    } else if (link) {
      event.preventDefault();
      go($(link.hash.slice(1)));
    } else if (said && getSelection().isCollapsed) go($(`c${said.dataset.c}`));
  });
  const look2 = (card) => { look(card); return card; };
  addEventListener("focusin", (event) => { const card = event.target.closest(".claim"); if (card) look(card); });
  for (const each of all("[data-source]")) each.addEventListener("change", () => { saved = false; tell(`Entered as: ${each.selectedOptions[0].textContent.trim()}.`); });
  $("undo").addEventListener("click", undo);
  $("help").addEventListener("click", () => $("keys").showModal());
  $("close").addEventListener("click", () => $("keys").close());
  tally();
})();
