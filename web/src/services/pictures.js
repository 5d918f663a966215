// The module that draws pictures is fetched from beside the page when the first one is wanted.
let made;
let coming;

export function load() {
  coming ??= import(new URL("pictures.js", document.baseURI)).then((module) => { made = module.Picture; });
  return coming;
}

export function make(bytes) {
  return new made(bytes);
}
