/*
  The quick entry of a consultation and the grid of an outreach day: keys, anonymous callers, paragraphs by short name.
  The pages work without it. Words and paragraphs come from the page.
*/
(function () {
  "use strict";

  function one(selector, root) { return (root || document).querySelector(selector); }

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  function changed(field) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // ---- A group of ticks is one stop for Tab; arrows go through it, number keys choose in it ------------------------

  function rove(group) {
    var boxes = all("input[type=checkbox]", group);
    function hold(box) { boxes.forEach(function (other) { other.tabIndex = other === box ? 0 : -1; }); }
    if (!boxes.length) { return; }
    hold(boxes.filter(function (box) { return box.checked; })[0] || boxes[0]);
    group.addEventListener("focusin", function (event) { if (boxes.indexOf(event.target) >= 0) { hold(event.target); } });
    group.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      var at = boxes.indexOf(event.target);
      if (!step || at < 0 || event.ctrlKey || event.altKey || event.metaKey) { return; }
      event.preventDefault();
      boxes[(at + step + boxes.length) % boxes.length].focus();
    });
  }

  // ---- Anonymous: one key, and who it was is no longer asked ----------------------------------------------------------

  function anonymous(form) {
    var box = form.elements.is_anonymous;
    var parts = all("[data-identity]", form);
    function follow() {
      parts.forEach(function (part) {
        part.hidden = box.checked;
        all("input", part).forEach(function (field) { field.disabled = box.checked; });
      });
    }
    box.addEventListener("change", follow);
    form.addEventListener("keydown", function (event) {
      var target = event.target;
      if (event.key !== "0" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) { return; }
      if (!target.matches("input[type=checkbox], input[type=radio], button") && !(target.name === "name" && !target.value)) { return; }
      event.preventDefault();
      box.checked = !box.checked;
      changed(box);
      if (target.name === "name") { form.elements.employer.focus(); }
    });
    follow();
  }

  // ---- Paragraphs: ;; and a short name --------------------------------------------------------------------------------

  function Modules(area, modules) {
    this.area = area;
    this.modules = modules;
    this.list = document.createElement("ul");
    this.list.className = "module-list";
    this.list.id = area.id + "-modules";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", area.labels[0].textContent);
    this.list.hidden = true;
    this.at = 0;
    area.after(this.list);
    area.setAttribute("aria-controls", this.list.id);
    area.addEventListener("input", function (event) { if (!event.isComposing) { this.look(); } }.bind(this));
    area.addEventListener("compositionend", this.look.bind(this));
    area.addEventListener("keydown", this.key.bind(this));
    area.addEventListener("blur", this.close.bind(this));
    this.list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    this.list.addEventListener("click", function (event) {
      var item = event.target.closest("li");
      if (item) { this.insert(this.found[Number(item.dataset.at)]); }
    }.bind(this));
  }

  Modules.prototype.typed = function () {
    var before = this.area.value.slice(0, this.area.selectionStart);
    return /[;；]{2}([^;；\s]*)$/.exec(before);
  };

  Modules.prototype.look = function () {
    var typed = this.typed();
    if (!typed) { this.close(); return; }
    this.found = this.modules.filter(function (module) { return module.shortcut.indexOf(typed[1]) === 0; });
    var same = this.found.filter(function (module) { return module.shortcut === typed[1]; });
    if (same.length && this.found.length === 1) { this.insert(same[0]); return; }
    this.show();
  };

  Modules.prototype.show = function () {
    this.list.textContent = "";
    this.at = 0;
    this.found.forEach(function (module, index) {
      var item = document.createElement("li");
      var small = document.createElement("small");
      item.setAttribute("role", "option");
      item.id = this.list.id + "-" + index;
      item.dataset.at = String(index);
      item.textContent = ";;" + module.shortcut;
      small.textContent = module.text;
      item.appendChild(small);
      this.list.appendChild(item);
    }, this);
    this.list.hidden = !this.found.length;
    this.mark();
  };

  Modules.prototype.mark = function () {
    all("li", this.list).forEach(function (item, index) {
      item.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) { this.area.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
    }, this);
  };

  Modules.prototype.key = function (event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      this.insert(this.found[this.at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  };

  Modules.prototype.close = function () {
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  };

  Modules.prototype.insert = function (module) {
    var typed = this.typed();
    var caret = this.area.selectionStart;
    this.close();
    this.area.setRangeText(module.text, typed ? caret - typed[0].length : caret, caret, "end");
    changed(this.area);
  };

  function modulesOf(id) {
    var kept = document.getElementById(id);
    return kept ? all("p", kept.content).map(function (part) {
      return { id: part.dataset.id, shortcut: part.dataset.shortcut, text: part.textContent };
    }) : [];
  }

  // The select inserts at once, and is empty again: nothing is added a second time on saving.
  function insertChosen(select) {
    select.addEventListener("change", function () {
      var area = select.form.elements[select.dataset.insertInto];
      var chosen = modulesOf(area.dataset.modules).filter(function (module) { return module.id === select.value; })[0];
      if (!chosen) { return; }
      select.value = "";
      area.focus();
      area.setRangeText((area.value && !/\n$/.test(area.value) ? "\n" : "") + chosen.text, area.value.length, area.value.length, "end");
      changed(area);
    });
  }

  // ---- The grid: Enter goes down, Ctrl+D takes what stands above --------------------------------------------------------

  function beside(field, step) {
    var cell = field.closest("td");
    var row = cell.parentElement;
    var other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    return other && one("input", other.children[Array.prototype.indexOf.call(row.children, cell)]);
  }

  function gridKey(event) {
    var field = event.target;
    if (!field.closest("td.grid-cell") || event.isComposing || event.altKey || event.metaKey) { return; }
    if (event.key === "Enter" && !event.ctrlKey) {
      event.preventDefault();
      var next = beside(field, event.shiftKey ? -1 : 1);
      if (next) { next.focus(); next.select(); }
    } else if (event.ctrlKey && event.key.toLowerCase() === "d") {
      event.preventDefault();
      var above = beside(field, -1);
      if (above) { field.value = above.value; changed(field); }
    }
  }

  // The channel that was kept from the last consultation is where one begins.
  function beginAtChosen(form) {
    var chosen = one("input[name=source]:checked", form);
    var there = document.activeElement;
    if (chosen && !one("[data-error-summary]", form) && (there === document.body || there.name === "source")) { chosen.focus(); }
  }

  all("form[data-quick]").forEach(function (form) {
    window.addEventListener("load", function () { beginAtChosen(form); });
    all("fieldset[data-keys]", form).forEach(rove);
    anonymous(form);
    all("select[data-insert-into]", form).forEach(insertChosen);
  });
  all("textarea[data-modules]").forEach(function (area) {
    var modules = modulesOf(area.dataset.modules);
    if (modules.length) { area.parentElement.classList.add("combo"); new Modules(area, modules); }
  });
  all("form[data-grid]").forEach(function (form) { form.addEventListener("keydown", gridKey); });
}());
