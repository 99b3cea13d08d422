// The API reference: the scheme that the dashboard was set to, search, and copying.
const chosen = localStorage.getItem("mantine-color-scheme-value");
if (chosen === "dark" || chosen === "light") document.documentElement.dataset.scheme = chosen;

document.addEventListener("DOMContentLoaded", () => {
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const entries = [...document.querySelectorAll("[data-search]")];

  /** Shows what holds every word, and no heading that has nothing below it. */
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let routes = 0;
    for (const entry of entries) {
      entry.hidden = !words.every((word) => entry.dataset.search.includes(word));
      if (!entry.hidden && entry.tagName === "LI") routes += 1;
    }
    for (const section of document.querySelectorAll("nav section, main .group")) {
      const inside = [...section.querySelectorAll("[data-search]")];
      section.hidden = inside.length > 0 && inside.every((entry) => entry.hidden);
    }
    found.textContent = words.length === 0 ? "" : `${routes} ${routes === 1 ? "route" : "routes"}`;
  };
  search.addEventListener("input", filter);

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && search.value !== "") {
      search.value = "";
      filter();
    }
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button === null) return;
    await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2_000);
  });

  // A link to what the search has hidden shows everything again.
  addEventListener("hashchange", () => {
    if (document.querySelector(":target")?.hidden) {
      search.value = "";
      filter();
      document.querySelector(":target").scrollIntoView();
    }
  });
});
