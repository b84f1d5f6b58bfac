// Starts one of the site's programs on the page: `load.js?bin=studies&v=VERSION`.
// The version keeps a cache from mixing the files of two releases.
const query = new URL(import.meta.url).searchParams;
const file = (ending) => new URL(`./${query.get("bin")}${ending}?v=${query.get("v") ?? ""}`, import.meta.url);

import(file(".js"))
  .then(({ default: init }) => init({ module_or_path: file("_bg.wasm") }))
  .catch((error) => {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = `This part of the page could not be loaded (${error.message}). Reload the page to try again.`;
    document.getElementById("app").append(said);
  });
