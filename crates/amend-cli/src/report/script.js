
"use strict";
(() => {
  const find = document.getElementById("find");
  const which = document.getElementById("which");
  const found = document.getElementById("found");
  const persons = [...document.querySelectorAll("tbody[data-status]")];
  const texts = persons.map((person) => person.textContent.toLowerCase());
  const show = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    persons.forEach((person, at) => {
      const fits = (!which.value || person.dataset.status === which.value) && words.every((word) => texts[at].includes(word));
      person.hidden = !fits;
      count += fits ? 1 : 0;
    });
    found.textContent = count + " of " + persons.length;
  };
  const given = new URLSearchParams(location.hash.slice(1));
  find.value = given.get("find") || "";
  which.value = given.get("show") || "";
  if (given.has("open") || persons.length === 1) {
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
  }
  find.addEventListener("input", show);
  which.addEventListener("change", show);
  show();
})();
