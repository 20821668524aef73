(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // --- light and dark -------------------------------------------------------------------------------------
  const KEPT = "talplan-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null; // Where a browser keeps nothing, the choice holds as long as the page is open.
  try { chosen = localStorage.getItem(KEPT); } catch { /* as said */ }
  const dark = () => (chosen ?? (system.matches ? "dark" : "light")) === "dark";
  const turn = () => {
    chosen = dark() ? "light" : "dark";
    try { localStorage.setItem(KEPT, chosen); } catch { /* as said */ }
    dress();
  };
  const dress = () => {
    root.dataset.theme = dark() ? "dark" : "light";
    document.getElementById("theme")?.setAttribute("aria-pressed", String(dark()));
  };
  dress();
  system.addEventListener("change", dress);

  // The rows are hidden until it is known which are shown: ten thousand of them are laid out but once.
  document.addEventListener("DOMContentLoaded", () => {
    try { page(); } finally { root.classList.add("ready"); }
    dress();
  });

  const page = () => {
    const $ = (id) => document.getElementById(id);
    const data = JSON.parse($("data").textContent);
    const { words, states, terms, units } = data;
    const fold = folding(data.fold);
    const code = Object.fromEntries(states.map((name, number) => [name, number]));
    const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    const STEP = 300;

    // --- the items ----------------------------------------------------------------------------------------
    const rows = document.querySelectorAll("tr.item");
    const triples = (flat) => Array.from({ length: flat.length / 3 }, (_, n) => flat.slice(3 * n, 3 * n + 3));
    const items = data.items.map(([key, cancelled, flat], number) => (
      { number, key, cancelled, all: triples(flat), row: rows[number], plain: null }
    ));
    const isDone = (state) => state === code.done || state === code.late;
    const pressing = (counted) => {
      const found = counted.map(([, , state]) => state);
      return found.length ? Math.min(...found) : code.done;
    };
    const doneOf = (counted) => counted.filter(([, , state]) => isDone(state)).length;
    const inMonth = ([, term], first, last) => terms[term][2] && terms[term][0] <= last && terms[term][1] >= first;
    const badge = (place, state) => {
      place.className = `badge s-${states[state]}`;
      place.querySelector(".sign").textContent = data.signs[state];
      place.querySelector(".word").textContent = data.names[state];
    };

    // --- what is asked for --------------------------------------------------------------------------------
    const fields = { unit: $("unit"), month: $("month"), status: $("status"), text: $("text"), standing: $("with-standing") };
    const ticked = (field) => field.type === "checkbox";
    const asked = () => {
      const said = new URLSearchParams();
      for (const [name, field] of Object.entries(fields)) {
        const value = ticked(field) ? (field.checked ? "1" : "") : field.value.trim();
        if (value) said.set(name, value);
      }
      return said;
    };
    const ask = (said) => {
      for (const [name, field] of Object.entries(fields)) {
        const value = said.get(name) ?? "";
        if (ticked(field)) field.checked = value === "1";
        else field.value = value;
        if (field.tagName === "SELECT" && field.selectedIndex < 0) field.value = "";
      }
    };
    const remember = () => {
      const hash = asked().toString();
      if (hash === location.hash.slice(1)) return;
      // Each filter is a step to go back from, but typing letter by letter is one step.
      const without = (said) => { const other = new URLSearchParams(said); other.delete("text"); return String(other); };
      const typed = location.hash.includes("text=") && hash.includes("text=") && without(location.hash.slice(1)) === without(hash);
      history[typed ? "replaceState" : "pushState"](null, "", hash ? `#${hash}` : location.pathname + location.search);
    };

    // --- the forge ----------------------------------------------------------------------------------------
    // The form is filled in with the unit that is left to report, if it is only one.
    const report = (item) => {
      const link = item.row.querySelector("a.report");
      if (!link) return;
      const open = [...new Set(item.counted.filter(([, , state]) => !isDone(state)).map(([one]) => units[one][0]))];
      const values = { id: item.row.id, unit: open.length === 1 ? open[0] : "" };
      link.href = data.report.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name]));
      link.hidden = item.cancelled || !open.length;
    };

    // --- the unit that the page is of ---------------------------------------------------------------------
    let unit = null;
    const ofUnit = () => {
      if (unit === fields.unit.value) return;
      unit = fields.unit.value;
      const parts = new Set(units.find(([name]) => name === unit)?.[2]);
      for (const item of items) {
        item.counted = unit ? item.all.filter(([one]) => parts.has(one)) : item.all;
        item.state = item.cancelled ? code.cancelled : pressing(item.counted);
        if (item.counted.length === 0) continue;
        item.row.className = `item s-${states[item.state]}`;
        badge(item.row.querySelector(".status .badge"), item.state);
        item.row.querySelector(".share").textContent = item.cancelled ? "" : `${doneOf(item.counted)}/${item.counted.length}`;
        report(item);
      }
      $("mine").textContent = unit ? fields.unit.selectedOptions[0].textContent.replace(/^[\s└]+/u, "") : $("mine").dataset.whole;
      $("mine").hidden = !$("mine").textContent;
      $("files").replaceChildren(...(data.files[unit] ?? []).flatMap(([word, address]) => {
        const link = (text, href) => Object.assign(document.createElement("a"), { textContent: text, href });
        const file = link(word, address);
        if (!address.endsWith(".html")) file.download = "";
        // A calendar program asks a published calendar for news by itself.
        const published = address.endsWith(".ics") && location.protocol.startsWith("http");
        const feed = published ? [link(words.subscribe, file.href.replace(/^https?:/, "webcal:")), " "] : [];
        return [file, " ", ...feed];
      }));
      const running = items.filter((item) => item.counted.length && !item.cancelled);
      headline(running);
      figures(running.flatMap((item) => item.counted));
      const missed = late(running);
      list("overdue", missed.filter((entry) => entry.state === code.overdue));
      list("not_reported", missed.filter((entry) => entry.state === code.not_reported));
      list("current", current(running));
      const standing = items.filter((item) => item.counted.some(([, term]) => !terms[term][2])).length;
      $("standing").textContent = filled(words.standing, { n: standing });
      $("standing").hidden = !standing;
      timeline();
    };

    const headline = (running) => {
      const due = running.map((item) => item.counted.filter(([, term]) => terms[term][1] <= data.on)).filter((some) => some.length);
      const done = due.filter((some) => doneOf(some) === some.length).length;
      const not_done = due.filter((some) => !doneOf(some)).length;
      const percent = due.length ? Math.floor((100 * done) / due.length) : 0;
      const values = { on: data.shown_on, n: due.length, done, percent, partly: due.length - done - not_done, not_done };
      $("headline").textContent = filled(due.length ? words.headline : words.nothing_asked, values);
    };
    const figures = (counted) => {
      const many = states.map((_, number) => counted.filter(([, , state]) => state === number).length);
      const done = many[code.done] + many[code.late];
      const open = many[code.due] + many[code.ongoing] + many[code.upcoming];
      const total = counted.length;
      const percent = total ? Math.floor((100 * done) / total) : 0;
      $("percent").textContent = filled(words.percent, { percent, total, done });
      $("percent").hidden = !total;
      const shown = { done, overdue: many[code.overdue], not_reported: many[code.not_reported], upcoming: open, all: total };
      for (const [name, number] of Object.entries(shown)) {
        const place = document.querySelector(`.figures .s-${name}`);
        place.querySelector("dd").textContent = number;
        place.hidden = name === "not_reported" && !number;
      }
      let x = 0;
      const parts = { ...shown, done: many[code.done], late: many[code.late] };
      for (const part of document.querySelectorAll(".bar rect")) {
        const width = (1000 * parts[part.getAttribute("class").slice(2)]) / (total || 1);
        part.setAttribute("x", x);
        part.setAttribute("width", width);
        x += width;
      }
    };

    // --- what presses -------------------------------------------------------------------------------------
    const least = (texts) => texts.reduce((one, other) => (one < other ? one : other));
    const lasts = (counted) => counted.map(([, term]) => terms[term][1]);
    const late = (running) => running.flatMap((item) => {
      const counted = item.counted.filter(([, , state]) => state === code.overdue || state === code.not_reported);
      if (!counted.length) return [];
      const state = pressing(counted);
      return [{ item, counted, state, group: "", day: least(lasts(counted)), order: `${state}` }];
    }).sort(byOrder);
    const current = (running) => running.flatMap((item) => {
      const [first, last] = data.month;
      const counted = item.counted.filter((one) => inMonth(one, first, last));
      if (!counted.length) return [];
      const ends = lasts(counted).filter((day) => day >= first && day <= last);
      const begins = counted.some(([, term]) => terms[term][0] >= first && terms[term][0] <= last);
      const group = ends.length ? "ends" : begins ? "begins" : "continues";
      const state = pressing(counted);
      const order = `${["ends", "begins", "continues"].indexOf(group)}${isDone(state) ? 1 : 0}`;
      return [{ item, counted, state, group, day: least(ends.length ? ends : lasts(counted)), order }];
    }).sort(byOrder);
    function byOrder(one, other) {
      const [a, b] = [one.order + one.day, other.order + other.day];
      return a < b ? -1 : a > b ? 1 : one.item.number - other.item.number;
    }
    const list = (id, entries) => {
      const place = $(id);
      if (id === "not_reported") for (const part of [place, document.querySelector('nav a[href="#not_reported"]')]) part.hidden = !entries.length;
      place.querySelector("ol").replaceChildren(...entries.slice(0, data.listed).map(entry));
      for (const count of document.querySelectorAll(`[data-count="${id}"]`)) count.textContent = filled(words.many, { n: entries.length });
      place.querySelector(".nothing").hidden = entries.length > 0;
      place.querySelector(".more").hidden = entries.length <= data.listed;
      place.querySelector(".more a").textContent = filled(words.more, { n: entries.length - data.listed });
    };
    const entry = ({ item, counted, state, group, day }) => {
      const made = $("entry").content.cloneNode(true);
      const put = (where, text) => { made.querySelector(where).textContent = text; };
      made.querySelector("a").setAttribute("href", `#${item.row.id}`);
      put("b", item.row.id);
      put(".task", item.row.querySelector(".task span").textContent);
      put(".when", (group ? `${words[group]}, ` : "") + filled(words.until, { day: day.split("-").reverse().join(".") }));
      put(".share", `${doneOf(counted)}/${counted.length}`);
      put(".who", [...item.row.querySelectorAll(".units span")].map((one) => one.textContent).join(", "));
      badge(made.querySelector(".badge"), state);
      return made;
    };

    // --- the timeline -------------------------------------------------------------------------------------
    const numbers = (text) => text.match(/[\d.]+/g).map(Number);
    const timeline = () => {
      if ("many" in $("year").dataset) {
        for (const place of [$("year"), document.querySelector('nav a[href="#year"]')]) place.hidden = Boolean(unit);
        return;
      }
      const picture = document.querySelector(".timeline");
      let y = data.head;
      for (const group of picture.querySelectorAll(".group")) y = lanes(group, y);
      picture.setAttribute("viewBox", `0 0 ${data.width} ${Math.max(y, 2 * data.head)}`);
    };
    const lanes = (group, top) => {
      const ends = [];
      for (const bar of group.querySelectorAll("[data-i]")) {
        const counted = items[bar.dataset.i].counted.filter(([, term]) => term === Number(bar.dataset.t));
        bar.toggleAttribute("hidden", !counted.length);
        if (!counted.length) continue;
        const state = pressing(counted);
        const [x] = numbers(bar.getAttribute("transform"));
        const lane = ends.findIndex((end) => end <= x + 0.5);
        const number = lane < 0 ? ends.length : lane;
        ends[number] = x + Number(bar.querySelector("rect").getAttribute("width")) + 2;
        bar.setAttribute("transform", `translate(${x} ${top + data.head + number * data.lane})`);
        bar.setAttribute("class", `lane s-${states[state]}`);
        bar.querySelector("tspan").textContent = `${data.signs[state]} ${items[bar.dataset.i].row.id}`;
      }
      group.toggleAttribute("hidden", !ends.length);
      group.querySelector(".heading").setAttribute("y", top + 19);
      return ends.length ? top + data.head + ends.length * data.lane + 6 : top;
    };

    // --- the table ----------------------------------------------------------------------------------------
    const isOf = {
      "": () => true,
      open: (item) => !item.cancelled && !isDone(item.state),
      overdue: (item) => some(item, [code.overdue]),
      not_reported: (item) => some(item, [code.not_reported]),
      due: (item) => some(item, [code.due]),
      ongoing: (item) => some(item, [code.ongoing]),
      upcoming: (item) => some(item, [code.upcoming]),
      done: (item) => isDone(item.state),
      late: (item) => some(item, [code.late]),
      cancelled: (item) => Boolean(item.cancelled),
    };
    const some = (item, wanted) => !item.cancelled && item.counted.some(([, , state]) => wanted.includes(state));
    const ofMonth = (item, month, standing) => !month || item.counted.some(
      (one) => inMonth(one, `${month}-01`, `${month}-31`) || (standing && !terms[one[1]][2])
    );
    const search = (typed) => {
      const text = fold.plain(typed);
      if (!text) return () => true;
      const keys = fold.keys(typed);
      const found = new Set(units.flatMap(([, key], one) => (keys.some((wanted) => key.includes(wanted)) ? [one] : [])));
      return (item) => {
        item.plain ??= fold.plain(`${item.row.id} ${item.row.querySelector(".task").textContent} ${item.row.querySelector(".units").textContent}`);
        return item.plain.includes(text) || keys.some((wanted) => item.key.includes(wanted))
          || item.counted.some(([one]) => found.has(one));
      };
    };
    let limit = STEP;
    const filter = () => {
      const meets = search(fields.text.value);
      const [month, status, standing] = [fields.month.value, fields.status.value, fields.standing.checked];
      const chosen = items.filter((item) => item.counted.length
        && ofMonth(item, month, standing) && isOf[status](item) && meets(item));
      const seen = new Set(chosen.slice(0, limit));
      for (const item of items) if (item.row.hidden === seen.has(item)) item.row.hidden = !seen.has(item);
      for (const body of document.querySelectorAll("#items tbody")) {
        const empty = !body.querySelector("tr.item:not([hidden])");
        if (body.hidden !== empty) body.hidden = empty;
      }
      const of = items.filter((item) => item.counted.length).length;
      $("shown").textContent = chosen.length ? filled(words.shown, { n: chosen.length, of }) : words.none_shown;
      $("further").hidden = chosen.length <= limit;
      $("further").textContent = filled(words.further, { n: chosen.length - limit });
      const preset = !fields.text.value && (!month && !status ? "all"
        : month && month === fields.month.dataset.now && !status ? "month"
          : !month && status === "overdue" ? "overdue" : "");
      for (const button of document.querySelectorAll("button[data-preset]")) {
        button.setAttribute("aria-pressed", String(button.dataset.preset === preset));
      }
      fields.standing.disabled = !month;
    };
    const apply = () => { limit = STEP; ofUnit(); filter(); remember(); };
    const preset = (name) => {
      fields.text.value = "";
      fields.month.value = name === "month" ? fields.month.dataset.now : "";
      fields.status.value = name === "overdue" || name === "not_reported" ? name : "";
      apply();
    };

    // --- going to an item ---------------------------------------------------------------------------------
    const go = (id) => {
      const place = $(id);
      if (!place) return;
      if (place.matches("tr") && place.hidden) { preset("all"); }
      if (place.hidden) { limit = items.length; filter(); }
      if (place.hidden) { fields.unit.value = ""; apply(); limit = items.length; filter(); }
      place.querySelector?.(".task details")?.setAttribute("open", "");
      if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
      place.scrollIntoView({ block: place.matches("tr") ? "center" : "start" });
      place.focus({ preventScroll: true });
    };
    document.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const link = event.target.closest('a[href^="#"]');
      const button = event.target.closest("[data-preset]");
      if (button) preset(button.dataset.preset);
      if (link?.dataset.unit) { fields.unit.value = link.dataset.unit; apply(); }
      if (!link) return;
      event.preventDefault();
      const id = decodeURIComponent(link.getAttribute("href").slice(1));
      go(id);
      if (!$(id)?.matches("tr")) return;
      if (location.hash !== `#${id}`) history.pushState(null, "", `#${id}`);
      if (link.matches(".self")) navigator.clipboard?.writeText(link.href).then(() => { $("shown").textContent = filled(words.copied, { id }); }, () => {});
    });

    // --- what people do -----------------------------------------------------------------------------------
    $("theme").addEventListener("click", turn);
    $("print").addEventListener("click", () => print());
    for (const kind of ["mouseover", "focusin"]) {
      document.querySelector(".timeline").addEventListener(kind, (event) => {
        $("bar").textContent = event.target.closest("a.lane")?.querySelector("title").textContent ?? "";
      });
    }
    const days = Math.round((Date.parse(new Date().toLocaleDateString("sv")) - Date.parse(data.on)) / 864e5);
    if (days > 0) $("age").textContent = `(${filled(words.age, { n: days })})`;
    $("stale").hidden = days <= 7;
    let waiting;
    fields.text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
    for (const field of Object.values(fields)) field.addEventListener("change", apply);
    document.querySelector(".filters").addEventListener("submit", (event) => { event.preventDefault(); apply(); });
    $("further").addEventListener("click", () => { limit += STEP; filter(); });
    const printed = () => { limit = items.length; filter(); };
    addEventListener("beforeprint", printed);
    addEventListener("hashchange", start);
    function start() {
      const said = location.hash.slice(1);
      if (said && !said.includes("=")) { ofUnit(); filter(); go(decodeURIComponent(said)); return; }
      ask(new URLSearchParams(said));
      apply();
    }
    start();

    const today = document.querySelector(".timeline line.today");
    if (today) {
      const wide = today.closest(".wide");
      wide.scrollLeft = (wide.scrollWidth * today.getAttribute("x1")) / data.width - wide.clientWidth / 2;
    }
  };
})();
