// Starts one of the site's programs on the page: `load.js?bin=studies&v=VERSION`.
// The version keeps a cache from mixing the files of two releases.
const query = new URL(import.meta.url).searchParams;
const file = (ending) => new URL(`./${query.get("bin")}${ending}?v=${query.get("v") ?? ""}`, import.meta.url);

// What fails is said by start.js.
import(file(".js")).then(({ default: init }) => init({ module_or_path: file("_bg.wasm") }));
