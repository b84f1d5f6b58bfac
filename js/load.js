// Starts one of the site's programs on the page: `load.js?bin=playground`. What fails is said by start.js.
const bin = new URL(import.meta.url).searchParams.get("bin");
const { default: init } = await import(`./${bin}.js`);
await init({ module_or_path: new URL(`./${bin}_bg.wasm`, import.meta.url) });
import("./keep.js").then(({ keep }) => keep());
