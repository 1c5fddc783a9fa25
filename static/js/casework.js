/*
  What the browser adds to pages that work without it: drafts, suggestions, likely duplicates, keys, small comforts.
  Words come from the page (data attributes and <template id="words">). Nothing is kept in the browser's own storage.
*/
(function () {
  "use strict";

  var html = document.documentElement;
  html.classList.add("js");

  // ---- Small tools --------------------------------------------------------------------------------------------

  function one(selector, root) { return (root || document).querySelector(selector); }

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  function on(type, selector, act, root) {
    (root || document).addEventListener(type, function (event) {
      var target = event.target.closest && event.target.closest(selector);
      if (target) { act(event, target); }
    });
  }

  function words(name, values) {
    var text = (one("#words") || { dataset: {} }).dataset[name] || "";
    return text.replace(/\{(\w+)\}/g, function (whole, key) { return values && key in values ? values[key] : whole; });
  }

  function later(wait, act) {
    var timer = 0;
    function start() {
      var args = arguments;
      clearTimeout(timer);
      timer = setTimeout(function () { act.apply(null, args); }, wait);
    }
    start.stop = function () { clearTimeout(timer); };
    return start;
  }

  var lastContact = Date.now();

  // A POST to our own server. A redirect (to the sign-in page) is an answer, not something to follow.
  function post(url, fields, options) {
    var token = one("meta[name=csrf-token]");
    var body = new URLSearchParams();
    fields.forEach(function (pair) { body.append(pair[0], pair[1]); });
    return fetch(url, Object.assign({
      method: "POST",
      body: body,
      credentials: "same-origin",
      redirect: "manual",
      headers: { "X-CSRFToken": token ? token.content : "", "X-Requested-With": "fetch" },
    }, options || {})).then(function (answer) {
      if (answer.ok) { lastContact = Date.now(); }
      return answer;
    });
  }

  // After signing in again elsewhere the page's forgery token is stale: take the one that this address carries now.
  function renewToken() {
    return fetch(location.href.split("#")[0], { credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var fresh = one("meta[name=csrf-token]", new DOMParser().parseFromString(text, "text/html"));
        var held = one("meta[name=csrf-token]");
        if (!fresh || !held || fresh.content === held.content) { return false; }
        held.content = fresh.content;
        all("input[name=csrf_token]").forEach(function (field) { field.value = fresh.content; });
        return true;
      }, function () { return false; });
  }

  function typedText(target) {
    return target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])")
      || target.isContentEditable;
  }

  function fieldsOf(form, names) {
    return Array.from(new FormData(form).entries()).filter(function (pair) {
      var control = form.elements[pair[0]];
      return typeof pair[1] === "string" && pair[0] !== "csrf_token" && pair[0] !== "_key"
        && !(control && control.type === "password") && (!names || names.indexOf(pair[0]) >= 0);
    });
  }

  // ---- The bar at the foot of the page, dialogs ------------------------------------------------------------------

  function showBar(text) {
    var bar = one("#page-bar");
    if (!bar) { return; }
    if (bar.textContent !== text) { bar.textContent = text; }
    bar.hidden = !text;
  }

  // A dialog made from a <template>; closes on Esc and hands the focus back to where it was.
  function openDialog(id, text, onYes) {
    var template = document.getElementById(id);
    if (!template || one("dialog[open]")) { return null; }
    var back = document.activeElement;
    var dialog = template.content.firstElementChild.cloneNode(true);
    var place = one("[data-words]", dialog);
    if (place) { place.textContent = text; }
    on("click", "[data-close]", function () { dialog.close(); }, dialog);
    on("click", "[data-yes]", function () { dialog.close(); onYes(); }, dialog);
    dialog.addEventListener("close", function () {
      dialog.remove();
      if (back && back.focus) { back.focus(); }
    });
    document.body.appendChild(dialog);
    dialog.showModal();
    return dialog;
  }

  // ---- Drafts -----------------------------------------------------------------------------------------------------

  function Draft(form) {
    this.form = form;
    this.url = (document.body.dataset.drafts || "/drafts/") + encodeURIComponent(form.dataset.draft);
    this.status = one("[data-draft-status]", form);
    this.stored = this.text();
    this.busy = false;
    this.over = false;
    this.pause = later(1000, this.save.bind(this));
    this.listen();
  }

  Draft.prototype.text = function () { return JSON.stringify(fieldsOf(this.form)); };

  Draft.prototype.listen = function () {
    var draft = this;
    this.form.addEventListener("input", function () { draft.pause(); });
    this.form.addEventListener("change", function () { draft.pause(); });
    this.form.addEventListener("focusout", function () { draft.save(); });
    window.addEventListener("pagehide", function () { draft.save(true); });
    document.addEventListener("visibilitychange", function () { if (document.hidden) { draft.save(true); } });
    window.addEventListener("online", function () { draft.save(); });
    window.addEventListener("focus", function () { draft.save(); });
    this.form.addEventListener("submit", function () {
      setTimeout(function () { if (draft.form.dataset.sent) { draft.stop(); } }, 0);
    });
  };

  Draft.prototype.stop = function () {
    this.over = true;
    this.pause.stop();
    if (this.running) { this.running.abort(); }
  };

  Draft.prototype.save = function (leaving) {
    var text = this.text();
    if (this.over || text === this.stored || (this.busy && !leaving)) { return; }
    this.pause.stop();
    this.busy = true;
    this.running = leaving ? null : new AbortController();
    var options = leaving ? { keepalive: true } : { signal: this.running.signal };
    this.say(words("draftSaving"));
    post(this.url, fieldsOf(this.form), options).then(this.answered.bind(this, text), this.failed.bind(this));
  };

  Draft.prototype.answered = function (text, answer) {
    var draft = this;
    this.busy = false;
    if (!answer.ok) { return this.refused(answer); }
    this.stored = text;
    showBar("");
    return answer.json().catch(function () { return {}; }).then(function (body) {
      var at = (body && body.at) || new Date().toTimeString().slice(0, 8);
      draft.say(words("draftSaved", { time: at }));
      if (draft.text() !== draft.stored) { draft.pause(); }
    });
  };

  Draft.prototype.refused = function (answer) {
    var signedOut = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
    this.say("");
    showBar(words(signedOut ? "draftSignedOut" : "draftRefused"));
    return renewToken().then(function (renewed) { this.again(renewed ? 0 : 30000); }.bind(this));
  };

  Draft.prototype.failed = function (error) {
    this.busy = false;
    if (error && error.name === "AbortError") { return; }
    this.say("");
    showBar(words("draftOffline"));
    this.again(10000);
  };

  Draft.prototype.again = function (wait) { setTimeout(this.save.bind(this), wait); };

  Draft.prototype.say = function (text) { if (this.status) { this.status.textContent = text; } };

  // ---- Typing that has come to rest, never in the middle of an input method ------------------------------------------

  function onTyped(field, wait, act) {
    var run = later(wait, act);
    field.addEventListener("input", function (event) { if (!event.isComposing) { run(); } });
    field.addEventListener("compositionstart", run.stop);
    field.addEventListener("compositionend", function () { run(); });
    return run;
  }

  function longEnough(text) {
    var han = (text.match(/[\u3400-\u9fff]/g) || []).length;
    return han >= 2 || text.length >= 4;
  }

  // ---- Combobox -----------------------------------------------------------------------------------------------------

  function Combo(field) {
    this.field = field;
    this.list = document.getElementById(field.id + "-list");
    this.status = one("[role=status]", field.closest(".combo"));
    this.current = -1;
    this.asked = 0;
    this.filled = [];
    this.prepare();
    onTyped(field, 300, this.ask.bind(this));
    field.addEventListener("input", this.forget.bind(this));
    field.addEventListener("keydown", this.key.bind(this));
    field.addEventListener("blur", this.close.bind(this));
    this.list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    on("click", "[role=option]", function (event, option) { this.pick(option); }.bind(this), this.list);
  }

  Combo.prototype.prepare = function () {
    var attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    Object.keys(attributes).forEach(function (name) { this.field.setAttribute(name, attributes[name]); }, this);
  };

  Combo.prototype.options = function () { return all("[role=option]", this.list); };

  Combo.prototype.ask = function () {
    var text = this.field.value.trim();
    var number = ++this.asked;
    if (!longEnough(text)) { this.close(); return; }
    post(this.field.dataset.suggest, [["q", text], ["field", this.field.name]])
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (fragment) { if (number === this.asked) { this.show(fragment); } }.bind(this), this.close.bind(this));
  };

  Combo.prototype.show = function (fragment) {
    this.list.innerHTML = fragment;
    this.current = -1;
    this.options().forEach(function (option, index) {
      option.id = this.list.id + "-" + index;
      option.setAttribute("aria-selected", "false");
    }, this);
    var count = this.options().length;
    var open = count > 0 && document.activeElement === this.field;
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    this.status.textContent = count ? count + " " + this.status.dataset.found : this.status.dataset.none;
  };

  Combo.prototype.close = function () {
    this.list.hidden = true;
    this.current = -1;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  };

  Combo.prototype.move = function (step) {
    var options = this.options();
    if (this.list.hidden && options.length) { this.list.hidden = false; this.field.setAttribute("aria-expanded", "true"); }
    if (!options.length) { this.ask(); return; }
    this.current = (this.current + step + options.length + (this.current < 0 && step < 0 ? 1 : 0)) % options.length;
    options.forEach(function (option, index) { option.setAttribute("aria-selected", String(index === this.current)); }, this);
    this.field.setAttribute("aria-activedescendant", options[this.current].id);
    options[this.current].scrollIntoView({ block: "nearest" });
  };

  Combo.prototype.key = function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) { return; }
    var open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && open && this.current >= 0) {
      event.preventDefault();
      this.pick(this.options()[this.current]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") {
      this.close();
    }
  };

  Combo.prototype.pick = function (option) {
    var values = {};
    try { values = JSON.parse(option.dataset.fill || "{}"); } catch (error) { values = {}; }
    this.asked++;
    this.filled = Object.keys(values);
    this.filled.forEach(function (name) {
      var control = this.field.form.elements[name];
      if (control && "value" in control) { control.value = values[name] === null ? "" : values[name]; }
    }, this);
    this.close();
    this.field.form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // Typing on after a pick means somebody else: the hidden fields that it filled are emptied.
  Combo.prototype.forget = function () {
    this.filled.concat((this.field.dataset.forget || "").split(" ")).forEach(function (name) {
      var control = name && this.field.form.elements[name];
      if (control && control.type === "hidden") { control.value = ""; }
    }, this);
    this.filled = [];
  };

  // ---- Likely duplicates beside a form --------------------------------------------------------------------------------

  function fill(panel, fragment) {
    panel.innerHTML = fragment;
    if (window.htmx) { window.htmx.process(panel); }
  }

  function lookup(form) {
    var panel = one("[data-lookup-panel]");
    var names = (form.dataset.lookupFields || "").split(" ").filter(Boolean);
    var seen = "";
    var number = 0;
    if (!panel) { return; }
    var ask = function () {
      var fields = fieldsOf(form, names.length ? names : null);
      var text = JSON.stringify(fields);
      if (text === seen || !fields.some(function (pair) { return longEnough(pair[1].trim()); })) { return; }
      seen = text;
      var mine = ++number;
      post(form.dataset.lookup, fields)
        .then(function (answer) { return answer.ok ? answer.text() : null; })
        .then(function (fragment) { if (fragment !== null && mine === number) { fill(panel, fragment); } })
        .catch(function () {});
    };
    var run = onTyped(form, 300, ask);
    form.addEventListener("change", function () { run(); });
    ask();
  }

  // ---- Fields: money, days, growing text, number keys -------------------------------------------------------------------

  var UNITS = { "千": 1000, "万": 10000, "十万": 100000, "百万": 1000000, "千万": 10000000, "亿": 100000000 };

  // The same reading as the server's, for the echo alone; the server decides.
  function readYuan(text) {
    var plain = text.normalize("NFKC").replace(/[\s,，¥￥]|人民币|元|整/g, "");
    var found = /^(\d+(?:\.\d+)?)(百万|千万|十万|千|万|亿)?$/.exec(plain);
    return found ? Number(found[1]) * (UNITS[found[2]] || 1) : null;
  }

  function echoMoney(field) {
    var echo = document.getElementById(field.dataset.money);
    var yuan = field.value.trim() ? readYuan(field.value) : null;
    var shown = yuan === null ? "" : "= ¥ " + yuan.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    if (echo && echo.textContent !== shown) { echo.textContent = shown; }
  }

  function grow(area) {
    var line = parseFloat(getComputedStyle(area).lineHeight) || 26;
    area.style.height = "auto";
    area.style.height = Math.min(area.scrollHeight + 2, line * Number(area.dataset.grow || 6) + 12) + "px";
  }

  // A calendar beside the typed day, where the browser has one to show.
  function pickDay(field) {
    if (field.type !== "text" || !("showPicker" in HTMLInputElement.prototype)) { return; }
    var box = document.createElement("span");
    var button = document.createElement("button");
    var picker = document.createElement("input");
    box.className = "with-picker";
    button.className = "btn-inline";
    button.type = "button";
    button.textContent = field.dataset.date;
    picker.type = "date";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    field.before(box);
    box.append(field, button, picker);
    button.addEventListener("click", function () {
      picker.value = /^\d{4}-\d\d-\d\d$/.test(field.value) ? field.value : "";
      picker.showPicker();
    });
    picker.addEventListener("change", function (event) {
      event.stopPropagation();
      field.value = picker.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    });
  }

  function chooseByNumber(event) {
    var group = event.target.closest && event.target.closest("[data-keys]");
    if (!group || typedText(event.target) || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) { return; }
    var control = all("input", group)[Number(event.key) - 1];
    if (!control) { return; }
    event.preventDefault();
    control.focus();
    control.click();
  }

  // ---- Submitting: once, and where it matters only after asking -----------------------------------------------------------

  function guard(event) {
    var form = event.target;
    if (event.defaultPrevented || form.method === "get" || "noGuard" in form.dataset || form.hasAttribute("hx-post")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    var button = event.submitter || one("button[type=submit]", form);
    if (button && button.dataset.busy) {
      button.dataset.idle = button.textContent;
      button.textContent = button.dataset.busy;
    }
    if (button) { button.setAttribute("aria-disabled", "true"); }
    setTimeout(function () { release(form); }, 10000);
  }

  function release(form) {
    delete form.dataset.sent;
    all("[aria-disabled=true]", form).forEach(function (button) {
      button.removeAttribute("aria-disabled");
      if (button.dataset.idle) { button.textContent = button.dataset.idle; }
    });
  }

  function askFirst(event) {
    var form = event.target;
    var button = event.submitter;
    var asks = button && button.dataset.confirm ? button : form;
    if (!asks.dataset || !asks.dataset.confirm || form.dataset.confirmed) { delete form.dataset.confirmed; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    openDialog("confirm-dialog", asks.dataset.confirm, function () {
      form.dataset.confirmed = "1";
      form.requestSubmit(button && button.form === form ? button : undefined);
    });
  }

  // ---- Ticks ------------------------------------------------------------------------------------------------------------

  function ticksOf(id) { return all("tbody input[type=checkbox][form='" + id + "']"); }

  function countTicks(id) {
    var bar = one("[data-bulk='" + id + "']");
    var head = one("[data-select-all='" + id + "']");
    var ticks = ticksOf(id);
    var count = ticks.filter(function (tick) { return tick.checked; }).length;
    if (head) {
      head.checked = count > 0 && count === ticks.length;
      head.indeterminate = count > 0 && count < ticks.length;
    }
    if (!bar) { return; }
    var text = one(".bulk-count", bar);
    text.dataset.empty = text.dataset.empty || text.textContent;
    text.textContent = count ? text.dataset.text.replace("{n}", count) : text.dataset.empty;
    bar.classList.toggle("has-ticks", count > 0);
  }

  function tickAll(event, head) {
    ticksOf(head.dataset.selectAll).forEach(function (tick) { tick.checked = head.checked; });
    countTicks(head.dataset.selectAll);
  }

  // ---- Keys ---------------------------------------------------------------------------------------------------------------

  var goTimer = 0;

  function rows() { return all(".main .table > tbody > tr").filter(function (row) { return one("a", row); }); }

  function currentRow() { return one(".table > tbody > tr.is-current"); }

  function moveRow(step) {
    var list = rows();
    var now = list.indexOf(currentRow());
    var next = list[now < 0 ? (step > 0 ? 0 : list.length - 1) : now + step];
    if (!next) { return; }
    list.forEach(function (row) { row.classList.toggle("is-current", row === next); });
    (one(".row-link", next) || one("a", next)).focus();
  }

  function tickRow() {
    var tick = currentRow() && one(".tick input", currentRow());
    if (tick) { tick.click(); }
  }

  function useKey(key) {
    var target = one("[data-key='" + key + "']");
    if (!target) { return; }
    if (typedText(target)) { target.focus(); } else { target.click(); }
  }

  function openCreate() {
    var menu = one("[data-create]");
    if (!menu) { return; }
    menu.open = true;
    one("a", menu).focus();
  }

  function menuKey(event) {
    var menu = event.target.closest("[data-create][open]");
    var item = menu && one("[data-menu-key='" + CSS.escape(event.key.toLowerCase()) + "']", menu);
    if (item) { event.preventDefault(); item.click(); }
    return Boolean(item);
  }

  function go(key) {
    goTimer = 0;
    var link = one("[data-go='" + CSS.escape(key) + "']");
    if (link) { link.click(); }
  }

  var KEYS = {
    "/": function () { var box = one("#sitesearch"); if (box) { box.focus(); box.select(); } },
    n: openCreate,
    g: function () { goTimer = Date.now(); },
    j: function () { moveRow(1); },
    k: function () { moveRow(-1); },
    x: tickRow,
    e: function () { useKey("e"); },
    r: function () { useKey("r"); },
    "?": showHelp,
  };

  function showHelp() { openDialog("help-dialog", "", function () {}); }

  function shortcut(event) {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) { return; }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { saveForm(event); return; }
    if (event.key === "Escape") { closeMenus(null, true); return; }
    if (event.ctrlKey || event.altKey || event.metaKey || typedText(event.target) || one("dialog[open]")) { return; }
    if (document.body.dataset.shortcuts === "off" || menuKey(event)) { return; }
    if (goTimer && Date.now() - goTimer < 1500) { event.preventDefault(); go(event.key.toLowerCase()); return; }
    if (Object.prototype.hasOwnProperty.call(KEYS, event.key)) { event.preventDefault(); KEYS[event.key](); }
  }

  function saveForm(event) {
    var form = (event.target.closest && event.target.closest("form[method=post]")) || one("form[data-main]");
    if (!form || one("dialog[open]")) { return; }
    event.preventDefault();
    form.requestSubmit(one("button[type=submit].btn-primary", form) || undefined);
  }

  // ---- Menus, copying, printing, the session ---------------------------------------------------------------------------------

  function closeMenus(except, focus) {
    all("details.dropmenu[open], details.explain[open], details.due[open]").forEach(function (menu) {
      if (menu === except || (except && menu.contains(except))) { return; }
      if (focus && menu.contains(document.activeElement)) { one("summary", menu).focus(); }
      menu.open = false;
    });
  }

  function foldMenu() {
    var toggle = one("[data-menu-toggle]");
    var menu = one("#menu");
    if (!toggle || !menu) { return; }
    toggle.setAttribute("role", "button");
    toggle.setAttribute("aria-expanded", "false");
    toggle.setAttribute("aria-controls", "menu");
    toggle.addEventListener("click", function (event) {
      event.preventDefault();
      toggle.setAttribute("aria-expanded", String(menu.classList.toggle("is-open")));
    });
    toggle.addEventListener("keydown", function (event) {
      if (event.key === " ") { event.preventDefault(); toggle.click(); }
    });
  }

  function copyText(event, button) {
    var done = function () {
      var label = button.dataset.label || button.textContent;
      button.dataset.label = label;
      button.textContent = button.dataset.done;
      setTimeout(function () { button.textContent = label; }, 4000);
    };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(button.dataset.copy).then(done, function () { copyOldWay(button.dataset.copy, done); });
    } else {
      copyOldWay(button.dataset.copy, done);
    }
  }

  // Offices without HTTPS have no clipboard interface.
  function copyOldWay(text, done) {
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    if (document.execCommand("copy")) { done(); }
    area.remove();
  }

  function watchSession() {
    var limit = Number(document.body.dataset.idleMinutes || 0);
    if (!limit) { return; }
    var asking = false;
    setInterval(function () {
      var idle = (Date.now() - lastContact) / 60000;
      if (idle >= limit) {
        showBar(words("idleOver"));
      } else if (idle >= limit - 5 && !asking) {
        asking = true;
        drafts.forEach(function (draft) { draft.save(); });
        var dialog = openDialog("idle-dialog", words("idle", { minutes: Math.floor(idle) }), function () {});
        if (dialog) { dialog.addEventListener("close", function () { asking = false; stay(); }); } else { asking = false; }
      }
    }, 15000);
  }

  function stay() {
    fetch(document.body.dataset.keepalive, { credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "fetch" } })
      .then(function (answer) {
        if (answer.ok) { lastContact = Date.now(); showBar(""); } else { showBar(words("idleOver")); }
      }, function () { showBar(words("draftOffline")); });
  }

  // ---- Begin -----------------------------------------------------------------------------------------------------------------

  var drafts = [];

  function begin(root) {
    all("form[data-draft]", root).forEach(function (form) { drafts.push(new Draft(form)); });
    all("[data-suggest]", root).forEach(function (field) { new Combo(field); });
    all("form[data-lookup]", root).forEach(lookup);
    all("[data-money]", root).forEach(echoMoney);
    all("textarea[data-grow]", root).forEach(grow);
    all("input[data-date]", root).forEach(pickDay);
    all("[data-bulk]", root).forEach(function (bar) { countTicks(bar.dataset.bulk); });
  }

  function focusErrors() {
    var summary = one("[data-error-summary]");
    if (summary) { summary.focus(); }
  }

  on("input", "[data-money]", function (event, field) { echoMoney(field); });
  on("input", "textarea[data-grow]", function (event, area) { grow(area); });
  on("change", "[data-select-all]", tickAll);
  on("change", "tbody .tick input", function (event, tick) { countTicks(tick.getAttribute("form")); });
  on("click", "[data-copy]", copyText);
  on("click", "[data-print]", function () { window.print(); });
  on("click", "[data-help]", function () { closeMenus(); showHelp(); });
  on("focusin", ".table > tbody > tr", function (event, row) {
    rows().forEach(function (other) { other.classList.toggle("is-current", other === row); });
  });
  document.addEventListener("click", function (event) { closeMenus(event.target); });
  document.addEventListener("keydown", chooseByNumber);
  document.addEventListener("keydown", shortcut);
  document.addEventListener("submit", askFirst, true);
  document.addEventListener("submit", guard);
  document.addEventListener("htmx:configRequest", function (event) {
    var token = one("meta[name=csrf-token]");
    if (token) { event.detail.headers["X-CSRFToken"] = token.content; }
  });
  document.addEventListener("htmx:afterRequest", function (event) { if (event.detail.successful) { lastContact = Date.now(); } });
  document.addEventListener("htmx:load", function (event) { if (event.detail.elt !== document.body) { begin(event.detail.elt); } });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { all("form[data-sent]").forEach(release); } });

  // htmx notes the address of the page, which may hold a name that was searched for.
  function forgetAddress() {
    try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch (error) { /* storage is switched off */ }
  }

  forgetAddress();
  begin(document);
  focusErrors();
  foldMenu();
  watchSession();
}());
