//! The page of Glasshouse: a Yew app over the worker that holds the tables and the models.
//!
//! The page holds ids, summaries and the visible window of rows, never a table. What it knows
//! lives in five slices (`state`), changed only by pure reducers. `services` touch the outside
//! world (worker, files, storage), `hooks` join services to the slices, `views` are the stages,
//! `shell` is what surrounds them, `components` take properties only. All words come from the
//! catalogue in `web/locales`.

#[macro_use]
mod words;
mod app;
mod components;
mod hooks;
mod numbers;
mod route;
mod services;
mod shell;
mod state;
mod views;

/// Starts the page in the element `#app`, in place of the skeleton that index.html drew there.
pub fn start() {
    console_error_panic_hook::set_once();
    let place = gloo::utils::document().get_element_by_id("app");
    match place {
        Some(place) => yew::Renderer::<app::App>::with_root(place).render(),
        None => yew::Renderer::<app::App>::new().render(),
    };
}
