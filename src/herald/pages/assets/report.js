// What the report can do beyond being read: move the map, walk through time, pick an encounter. Without it nothing is missing but that.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const SVG = "http://www.w3.org/2000/svg";
  const svg = $("chart");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  for (const each of all(".theme, .clock, .layers, .tools, .filter, .show")) each.hidden = false;

  // ---- Light and dark
  const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const sayTheme = () => { $("theme").textContent = dark() ? "Light" : "Dark"; };
  $("theme").addEventListener("click", () => { document.documentElement.dataset.theme = dark() ? "light" : "dark"; sayTheme(); });
  sayTheme();

  // ---- The map: a view is the middle and the width of what is seen, in units
  let show = () => {};  // looks at some places of the map
  if (svg && data.map) show = theMap(data.map);

  function theMap(map) {
    const box = $("map"), rest = { x: map.width / 2, y: map.height / 2, w: map.width };
    let view = { ...rest };
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", box.dataset.label);
    box.classList.add("live");

    const ratio = () => box.clientHeight / Math.max(1, box.clientWidth);
    const fitted = (v) => {
      const w = Math.min(rest.w * 2.2, Math.max(rest.w / 400, v.w));
      return { w, x: Math.min(1.9 * map.width, Math.max(-0.9 * map.width, v.x)), y: Math.min(1.9 * map.height, Math.max(-0.9 * map.height, v.y)) };
    };
    function look(v) {
      view = fitted(v);
      const h = view.w * ratio(), k = (view.w / Math.max(1, box.clientWidth)) * (box.clientWidth < 480 ? 0.85 : 1);
      svg.setAttribute("viewBox", [view.x - view.w / 2, view.y - h / 2, view.w, h].map((n) => +n.toFixed(4)).join(" "));
      svg.style.setProperty("--k", k);
      const zoom = rest.w / view.w;
      all("pattern.hatch", svg).forEach((p, i) => p.setAttribute("patternTransform", `rotate(${[45, 135, 0, 90, 22][i]}) scale(${Math.min(1, 1.3 / zoom)})`));
      grid(h);
      bar(h, k);
      declutter(k);
    }
    const all0 = () => look({ ...rest, w: Math.max(rest.w, map.height / ratio()) });
    const move = (dx, dy) => look({ ...view, x: view.x + dx * view.w, y: view.y + dy * view.w * ratio() });
    const zoom = (by, x = view.x, y = view.y) => {
      const w = fitted({ ...view, w: view.w / by }).w, share = w / view.w;
      look({ w, x: x + (view.x - x) * share, y: y + (view.y - y) * share });
    };
    const go = { left: () => move(-0.15, 0), right: () => move(0.15, 0), up: () => move(0, -0.15), down: () => move(0, 0.15), in: () => zoom(1.5), out: () => zoom(1 / 1.5), all: all0 };
    const keys = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "in", "=": "in", "-": "out", _: "out", 0: "all" };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return pick(null);
      const way = keys[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      go[way]();
    });
    for (const button of all("[data-go]")) button.addEventListener("click", () => go[button.dataset.go]());

    const unit = (event) => {
      const r = svg.getBoundingClientRect();
      return [view.x + ((event.clientX - r.left) / r.width - 0.5) * view.w, view.y + ((event.clientY - r.top) / r.height - 0.5) * view.w * ratio()];
    };
    svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.03 : 0.0015)), ...unit(event));
    }, { passive: false });
    let held = null;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      held = { at: [event.clientX, event.clientY], view: { ...view }, moved: false };
    });
    addEventListener("pointermove", (event) => {
      if (!held) return;
      const dx = event.clientX - held.at[0], dy = event.clientY - held.at[1];
      if (Math.hypot(dx, dy) > 4) held.moved = true;
      if (held.moved) look({ ...held.view, x: held.view.x - (dx / box.clientWidth) * held.view.w, y: held.view.y - (dy / box.clientWidth) * held.view.w });
    });
    addEventListener("pointerup", () => { setTimeout(() => { held = null; }, 0); });
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("click", (event) => { if (held && held.moved) event.preventDefault(); }, true);
    svg.addEventListener("pointermove", (event) => { $("readout").hidden = false; $("readout").textContent = written(place(...unit(event))); });
    svg.addEventListener("pointerleave", () => { $("readout").hidden = true; });

    // The projection of herald/pages/projection.py, and its inverse.
    const R = 6371008.8, rad = Math.PI / 180, lat0 = map.lat * rad;
    function point(lon, lat) {
      const l = (lon - map.lon) * rad, p = lat * rad;
      const east = Math.cos(p) * Math.sin(l), north = Math.cos(lat0) * Math.sin(p) - Math.sin(lat0) * Math.cos(p) * Math.cos(l);
      const up = Math.sin(lat0) * Math.sin(p) + Math.cos(lat0) * Math.cos(p) * Math.cos(l), away = Math.hypot(east, north);
      const s = away < 1e-15 ? 0 : (Math.atan2(away, up) * R) / away / map.unit;
      return [map.width / 2 + east * s, map.height / 2 - north * s];
    }
    function place(x, y) {
      const east = (x - map.width / 2) * map.unit, north = (map.height / 2 - y) * map.unit, d = Math.hypot(east, north);
      if (!d) return [map.lon, map.lat];
      const a = d / R, up = Math.cos(a), n = (north / d) * Math.sin(a);
      const lat = Math.asin(Math.max(-1, Math.min(1, up * Math.sin(lat0) + n * Math.cos(lat0))));
      const lon = Math.atan2((east / d) * Math.sin(a), up * Math.cos(lat0) - n * Math.sin(lat0));
      return [((map.lon + lon / rad + 540) % 360) - 180, lat / rad];
    }
    const written = ([lon, lat]) => `${Math.abs(lat).toFixed(5).padStart(8, "0")}° ${lat < 0 ? "S" : "N"} ${Math.abs(lon).toFixed(5).padStart(9, "0")}° ${lon < 0 ? "W" : "E"}`;

    // The graticule of what is seen now: about six lines each way, named at the lower and the left edge.
    const STEPS = [1 / 60, 1 / 30, 1 / 12, 1 / 6, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800];
    function grid(h) {
      const layer = $("grid"), left = view.x - view.w / 2, top = view.y - h / 2, seen = [];
      for (let i = 0; i <= 12; i++) for (let j = 0; j <= 12; j++) seen.push(place(left + (i / 12) * view.w, top + (j / 12) * h));
      const within = ([x, y]) => x >= left && x <= left + view.w && y >= top && y <= top + h;
      const turn = (lon) => ((lon - map.lon + 540) % 360) - 180;
      let south = Math.min(...seen.map((p) => p[1])), north = Math.max(...seen.map((p) => p[1]));
      let west = Math.min(...seen.map((p) => turn(p[0]))), east = Math.max(...seen.map((p) => turn(p[0])));
      for (const pole of [-90, 90]) if (within(point(0, pole))) { south = Math.min(south, pole); north = Math.max(north, pole); west = -180; east = 180; }
      const step = (span) => STEPS.find((s) => (span * 60) / s <= 7) || 1800;
      const rows = step(north - south), columns = east - west >= 360 ? 1800 : step(east - west);
      const lines = [];
      for (let m = Math.ceil((south * 60) / rows); m * rows <= north * 60; m++)
        if (Math.abs(m * rows) < 5400) lines.push([named(m * rows, "N", "S", rows), false, run((t) => [map.lon + west + (east - west) * t, (m * rows) / 60])]);
      const first = (map.lon + west) * 60, last = (map.lon + east) * 60;
      for (let m = Math.ceil(first / columns); m * columns <= last && m * columns < first + 21600; m++)
        lines.push([named(((((m * columns + 10800) % 21600) + 21600) % 21600) - 10800, "E", "W", columns), true, run((t) => [(m * columns) / 60, south + (north - south) * t])]);
      layer.replaceChildren(...lines.flatMap(([text, meridian, points]) => {
        const inside = points.filter(within);
        if (!inside.length) return [];
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", "M" + points.map((p) => `${p[0].toFixed(3)} ${p[1].toFixed(3)}`).join("L"));
        // The name stands where the line meets the edge: between the last point within and the next.
        const edge = inside.reduce((a, b) => (meridian ? b[1] > a[1] : b[0] < a[0]) ? b : a);
        const g = document.createElementNS(SVG, "g"), t = document.createElementNS(SVG, "text");
        const x = meridian ? edge[0] : Math.max(left, edge[0] - 0.03 * view.w), y = meridian ? top + h : edge[1];
        g.setAttribute("transform", `translate(${(meridian && edge[1] < top + 0.9 * h ? edge[0] : x).toFixed(3)} ${(meridian && edge[1] < top + 0.9 * h ? edge[1] : y).toFixed(3)})`);
        t.setAttribute("class", "fixed"); t.setAttribute("x", meridian ? 4 : 6); t.setAttribute("y", meridian ? -6 : -4); t.textContent = text;
        g.append(t);
        return [path, g];
      }));
      function run(at) { const points = []; for (let i = 0; i <= 96; i++) points.push(point(...at(i / 96))); return points; }
    }
    function named(minutes, positive, negative, step) {
      const a = Math.abs(minutes), d = Math.floor(a / 60 + 1e-9), m = a - d * 60;
      const parts = step % 60 === 0 ? "" : Math.floor(m + 1e-6).toString().padStart(2, "0") + "′" + (step < 1 ? Math.round((m - Math.floor(m + 1e-6)) * 60).toString().padStart(2, "0") + "″" : "");
      return `${d}°${parts}${a % 10800 < 1e-9 ? "" : " " + (minutes > 0 ? positive : negative)}`;
    }
    function bar(h, k) {
      const most = (view.w / 5) * map.unit, power = 10 ** Math.floor(Math.log10(most)), length = [5, 2, 1].find((n) => n * power <= most) * power;
      const long = length / map.unit / k;
      $("bar").setAttribute("transform", `translate(${view.x - view.w / 2 + 14 * k} ${view.y + h / 2 - 30 * k}) scale(${k})`);
      $("bar").querySelector("path").setAttribute("d", `M0 -5V0H${long}V-5`);
      $("bar").querySelector("rect").setAttribute("width", long + 12);
      $("bar").querySelector("text").textContent = length >= 1000 ? `${(length / 1000).toLocaleString("en")} km` : `${length.toLocaleString("en", { maximumFractionDigits: 1 })} m`;
    }

    // Names that would cover one another are left out; more of them find room as the map is enlarged. The picked notices' come first.
    const names = all("#names > g", svg).map((g) => {
      const text = g.firstElementChild, box = text.getBBox(), m = g.transform.baseVal[0].matrix;
      return { g, text, x: m.e, y: m.f, left: box.x, top: box.y, width: box.width, height: box.height };
    });
    const marks = all("#letters > g, #meetings .m > g:last-child", svg).map((g) => {
      const m = g.transform.baseVal[0].matrix, box = (g.querySelector("rect, .head, circle") || g).getBBox();
      return { x: m.e, y: m.f, left: box.x, top: box.y, width: box.width, height: box.height };
    });
    function declutter(k) {
      const h = view.w * ratio(), edge = [view.x - view.w / 2, view.y - h / 2, view.x + view.w / 2, view.y + h / 2];
      const taken = marks.map((each) => boxed(each, k));
      const called = names.map((each) => [each, each.text.classList.contains("called")]);
      const rank = ([each, is]) => (is ? (each.g.classList.contains("sel") ? 0 : 1) : 2);
      for (const [each] of called.sort((a, b) => rank(a) - rank(b))) {
        const box = boxed(each, k), within = box[0] > edge[0] && box[1] > edge[1] && box[2] < edge[2] && box[3] < edge[3];
        const free = within && !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
        each.g.style.display = free ? "" : "none";
        if (free) taken.push(box);
      }
    }
    const boxed = (each, k) => [each.x + each.left * k, each.y + each.top * k, each.x + (each.left + each.width) * k, each.y + (each.top + each.height) * k];
    for (const toggle of all("[data-layer]")) toggle.addEventListener("change", () => { $(toggle.dataset.layer).style.display = toggle.checked ? "" : "none"; });
    new ResizeObserver(() => look(view)).observe(box);
    all0();
    // Shows these places with room around them; without places, what is seen already.
    return (points) => {
      if (!points) return look(view);
      const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
      const w = Math.max(...xs) - Math.min(...xs), h = Math.max(...ys) - Math.min(...ys);
      look({ x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2, w: Math.max(rest.w / 12, 2.4 * w, (2.4 * h) / ratio()) });
    };
  }

  // ---- Picking an encounter: map, lanes, row and card show it together
  const meetings = new Map(data.meetings.map(([number, a, b, ...ends]) => [String(number), { notices: [String(a), String(b)], ends }]));
  let picked = null;
  function pick(number) {
    picked = meetings.has(String(number)) ? String(number) : null;
    const notices = picked ? meetings.get(picked).notices : [];
    for (const each of all("[data-e]")) each.classList.toggle("sel", each.dataset.e === picked);
    for (const each of all(".n, .lane, #names [data-n], #swaths [data-n]")) each.classList.toggle("sel", notices.includes(each.dataset.n));
    if (svg) svg.classList.toggle("some", picked !== null);
    show(null);
    for (const each of all(".lane.sel")) { const hidden = each.closest("details"); if (hidden) hidden.open = true; }
  }
  const open = (number) => {
    const card = $(`e${number}`), details = card && card.querySelector("details");
    if (details) details.open = true;
  };
  const fromAddress = () => { const match = /^#e(\d+)$/.exec(location.hash); if (match) { pick(match[1]); open(match[1]); } };
  addEventListener("hashchange", fromAddress);
  document.addEventListener("click", (event) => {
    const target = event.target.closest ? event.target : null;
    if (!target) return;
    const button = target.closest("[data-show]"), link = target.closest('a[href^="#e"]'), part = target.closest(".lane .w, .card, #rows tr[data-e]");
    if (button) { pick(button.dataset.show); bring(button.dataset.show); }
    else if (link && !event.defaultPrevented) { const number = /^#e(\d+)$/.exec(link.getAttribute("href")); if (number) { pick(number[1]); open(number[1]); } }
    else if (part && !target.closest("a, summary, button")) pick(part.dataset.e);
  });
  function bring(number) {
    const marker = svg && svg.querySelector(`.m[data-e="${number}"]`);
    const points = marker ? all(".end", marker).map((end) => end.parentNode.transform.baseVal[0].matrix).map((m) => [m.e, m.f]) : corners(meetings.get(number).notices);
    if (points.length) show(points);
    if (svg) $("where").scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
  }
  // For an encounter without places: the whole of both notices, as far as they are drawn.
  function corners(notices) {
    return notices.flatMap((n) => all(`.n[data-n="${n}"]`, svg || document)).flatMap((each) => {
      const b = each.getBBox(), m = each.transform.baseVal.length ? each.transform.baseVal[0].matrix : { e: 0, f: 0 };
      return m.e || m.f ? [[m.e, m.f]] : [[b.x, b.y], [b.x + b.width, b.y + b.height]];
    });
  }

  // ---- Time: what could be where at one instant
  if (data.time) theClock(data.time);

  function theClock(time) {
    const slider = $("time"), said = $("instant"), cursor = $("cursor"), lanes = $("lanes");
    if (!slider) return;
    const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" "), two = (n) => String(n).padStart(2, "0");
    slider.max = time.steps;
    let at = null, timer = null;
    const group = (seconds) => { const d = new Date(seconds * 1000); return `${two(d.getUTCDate())}${two(d.getUTCHours())}${two(d.getUTCMinutes())}Z ${MONTHS[d.getUTCMonth()]} ${String(d.getUTCFullYear()).padStart(4, "0")}`; };
    const groups = new Map();
    for (const each of all(".n, #swaths [data-n], #names [data-n]", svg)) { if (!groups.has(each.dataset.n)) groups.set(each.dataset.n, []); groups.get(each.dataset.n).push(each); }

    // The part of a movement that could be under way at t: from where its latest instant is not yet past to where its earliest is.
    function part(run, t) {
      const n = run.length / 4, x = (i) => [run[4 * i], run[4 * i + 1]];
      const early = (i) => run[4 * i + 2] ?? -Infinity, late = (i) => run[4 * i + 3] ?? Infinity;
      if (t < early(0) || t > late(n - 1)) return null;
      let from = 0, to = n - 1;
      while (late(from) < t) from++;
      while (early(to) > t) to--;
      const mix = (i, j, share) => { const a = x(i), b = x(j), s = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 1; return [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s]; };
      const points = [];
      if (from > 0) points.push(mix(from - 1, from, (t - late(from - 1)) / (late(from) - late(from - 1))));
      for (let i = from; i <= to; i++) points.push(x(i));
      if (to < n - 1) points.push(mix(to, to + 1, (t - early(to)) / (early(to + 1) - early(to))));
      // Both ends on one leg, where the vertices between them are not passed at t.
      if (from > to) return [points[0], points[points.length - 1]];
      return points.length > 1 ? points : [points[0], points[0]];
    }
    function set(seconds) {
      at = seconds;
      said.textContent = at === null ? "All times" : group(time.start + at);
      slider.setAttribute("aria-valuetext", said.textContent);
      if (cursor) place();
      if (!svg) return;
      svg.classList.toggle("then", at !== null);
      const drawn = [];
      for (const [n, members] of groups) {
        const run = data.tracks[n], stay = data.stays[n];
        const points = at !== null && run ? part(run, at) : null;
        const here = at === null || points || (stay && at >= (stay[0] ?? -Infinity) && at <= (stay[1] ?? Infinity));
        for (const each of members) each.classList.toggle("gone", !here);
        if (points) {
          const path = document.createElementNS(SVG, "path");
          path.setAttribute("d", "M" + points.map((p) => p.join(" ")).join("L"));
          path.setAttribute("class", Array.from(members[0].classList).find((c) => /^p\d$/.test(c)));
          path.dataset.n = n;
          drawn.push(path);
        }
      }
      $("now").replaceChildren(...drawn);
      for (const marker of all(".m", svg)) {
        const { ends } = meetings.get(marker.dataset.e);
        let on = at === null;
        for (let i = 0; i < ends.length && !on; i += 2) on = at >= (ends[i] ?? -Infinity) && at <= (ends[i + 1] ?? Infinity);
        marker.classList.toggle("off", !on);
      }
    }
    function place() {
      cursor.hidden = at === null || !lanes;
      if (cursor.hidden) return;
      const axis = lanes.querySelector(".scale svg").getBoundingClientRect(), box = lanes.getBoundingClientRect();
      cursor.style.left = `${axis.left - box.left + (axis.width * at) / (time.step * time.steps)}px`;
    }
    const stop = () => { clearInterval(timer); timer = null; $("play").textContent = "Play"; $("play").setAttribute("aria-pressed", "false"); };
    slider.addEventListener("input", () => { stop(); set(slider.value * time.step); });
    $("always").addEventListener("click", () => { stop(); set(null); });
    $("play").addEventListener("click", () => {
      if (timer) return stop();
      // Nobody is shown motion who asked for none: then time goes on in few, slow steps.
      const [pause, stride] = still.matches ? [1000, Math.ceil(time.steps / 40)] : [60, Math.max(1, Math.ceil(time.steps / 300))];
      if (at === null || +slider.value >= time.steps) slider.value = 0;
      $("play").textContent = "Pause"; $("play").setAttribute("aria-pressed", "true");
      set(slider.value * time.step);
      timer = setInterval(() => { slider.value = Math.min(time.steps, +slider.value + stride); set(slider.value * time.step); if (+slider.value >= time.steps) stop(); }, pause);
    });
    addEventListener("resize", () => { if (at !== null) place(); });
    set(null);
  }

  // ---- The filter of the table
  const filter = $("filter");
  if (filter) filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const row of all("#rows tbody tr")) row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
  });

  // ---- Paper: what is folded away is printed, except the places and windows of every notice
  let folded = [];
  addEventListener("beforeprint", () => { folded = all("details:not([open], .vertices, .vertices details)"); for (const each of folded) each.open = true; });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; });
  fromAddress();
})();
