//! What is kept between sessions: files in the folder `glasshouse` of the origin's private file
//! system, which no server and no other site can read.
//!
//! Written through synchronous access handles, which the workers of all current browsers have
//! (`createWritable` came later); a handle is held only while it writes, because it locks its
//! file against other tabs.

use crate::message::content;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

const FOLDER: &str = "glasshouse";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, ms: i32);

    type Scope;
    #[wasm_bindgen(method, getter)]
    fn navigator(this: &Scope) -> Navigator;

    type Navigator;
    #[wasm_bindgen(method, getter)]
    fn storage(this: &Navigator) -> Option<Storage>;

    type Storage;
    #[wasm_bindgen(method, catch, js_name = getDirectory)]
    fn directory(this: &Storage) -> Result<Promise, JsValue>;

    type Directory;
    #[wasm_bindgen(method, catch, js_name = getDirectoryHandle)]
    fn directory(this: &Directory, name: &str, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getFileHandle)]
    fn file(this: &Directory, name: &str, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEntry)]
    fn remove(this: &Directory, name: &str) -> Result<Promise, JsValue>;

    type Handle;
    #[wasm_bindgen(method, catch, js_name = getFile)]
    fn file(this: &Handle) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createSyncAccessHandle)]
    fn open(this: &Handle) -> Result<Promise, JsValue>;

    type Access;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Access, bytes: &[u8], options: &Object) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn truncate(this: &Access, size: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn flush(this: &Access) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Access);
}

/// An open file, closed even where the writing is given up half-way: an open one is locked.
struct Open(Access);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Writes a file in place of what was there.
pub async fn write(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let folder = folder().await?;
    let handle: Handle = wait(folder.file(name, &create())?).await?;
    let open = Open(wait(handle.open()?).await?);
    fill(&open.0, bytes)
}

/// Reads a file; `None` where there is none.
pub async fn read(name: &str) -> Result<Option<Vec<u8>>, JsValue> {
    let folder = folder().await?;
    let handle: Handle = match wait(folder.file(name, &Object::new())?).await {
        Ok(handle) => handle,
        Err(error) if is_not_found(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let file: File = wait(handle.file()?).await?;
    content(&file, |_, _| true).await
}

/// Removes a file, if it is there. The browser gives up its lock on a file some time after the file
/// was closed, so a refusal is not taken for an answer at once.
pub async fn remove(name: &str) -> Result<(), JsValue> {
    let folder = folder().await?;
    let mut tries = 0;
    loop {
        match wait::<JsValue>(folder.remove(name)?).await {
            Err(error) if !is_not_found(&error) && tries == TRIES => return Err(error),
            Err(error) if !is_not_found(&error) => tries += 1,
            _ => return Ok(()),
        }
        let rest = Promise::new(&mut |over, _| set_timeout(&over, REST_MS));
        wait::<JsValue>(rest).await?;
    }
}

/// Attempts to remove a file that is locked.
const TRIES: u32 = 40;
/// Rest between two attempts.
const REST_MS: i32 = 25;

async fn folder() -> Result<Directory, JsValue> {
    let scope: Scope = js_sys::global().unchecked_into();
    let storage = scope.navigator().storage();
    let storage = storage.ok_or("this page is not served securely, so the browser offers no storage")?;
    let root: Directory = wait(storage.directory()?).await?;
    wait(root.directory(FOLDER, &create())?).await
}

fn fill(access: &Access, bytes: &[u8]) -> Result<(), JsValue> {
    access.truncate(0.0)?;
    let mut done = 0;
    while done < bytes.len() {
        let options = Object::new();
        Reflect::set(&options, &"at".into(), &(done as f64).into())?;
        let written = access.write(&bytes[done..], &options)? as usize;
        if written == 0 {
            return Err("the browser's storage is full".into());
        }
        done += written;
    }
    access.flush()
}

fn create() -> Object {
    let options = Object::new();
    // A plain object that was made here takes any property.
    let _ = Reflect::set(&options, &"create".into(), &true.into());
    options
}

fn is_not_found(error: &JsValue) -> bool {
    Reflect::get(error, &"name".into()).is_ok_and(|name| name == "NotFoundError")
}

async fn wait<T: JsCast>(promise: Promise) -> Result<T, JsValue> {
    JsFuture::from(promise).await.map(JsCast::unchecked_into)
}
